/** A recorder passes to its owner: signed item by item, with evidence and without secrets. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HANDOVER_ITEMS } from '../../src/accounts/index.js';
import { ANSWERS, INIT_SECRETS, SECRET, Workshop } from './account-support.js';
import type { Run } from './cli.js';
import { HAS_TERMINAL, KEY, talk } from './terminal.js';

let shop: Workshop;
beforeAll(async () => {
  shop = await Workshop.open();
});
afterAll(() => shop.close());

const sign = (file: string, item: string, ...more: string[]): Promise<Run> => shop.run(['account', 'handover', '--state', file, '--done', item, '--by', 'Anna', '--seen', 'Seen on the monitor', ...more]);

describe('account handover', { timeout: 60_000 }, () => {
  it('is a list on paper, at most 80 columns wide', async () => {
    const run = await shop.run(['account', 'handover', '--print']);
    expect(run.code).toBe(0);
    for (const line of run.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    for (const { id } of HANDOVER_ITEMS) expect(run.stdout.replace(/\s+/g, ' ')).toContain(`(${id}`);
    expect(await shop.files()).toEqual([]);
  });

  it('is signed item by item, and the record is complete when all are', async () => {
    for (const { id, optional } of HANDOVER_ITEMS) {
      const run = optional ? await shop.run(['account', 'handover', '--state', 'done.json', '--not-needed', id, '--by', 'Anna', '--seen', 'Nobody uses it']) : await sign('done.json', id);
      expect(run.code, run.stderr).toBe(id === HANDOVER_ITEMS.at(-1)?.id ? 0 : 3);
    }
    const record = await shop.run(['account', 'handover', '--state', 'done.json', '--record', '--json']);
    expect(record.code).toBe(0);
    expect(JSON.parse(record.stdout)).toMatchObject({ schema: 'nvr-doctor/handover@1', complete: true, open: [] });
    expect((await shop.run(['account', 'handover', '--state', 'done.json', '--record'])).stdout).toContain('Signed off');
  });

  it.each([`password: ${SECRET.password}`, `the password is ${SECRET.password}`, `code=${SECRET.wrong}`, `Answer: ${SECRET.answers[0]}`])('evidence that holds a secret is neither kept nor repeated', async (seen) => {
    const run = await shop.run(['account', 'handover', '--state', 'secret.json', '--done', 'questions', '--by', 'Anna', '--seen', seen]);
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(await shop.files()).not.toContain('secret.json');
  });

  it('what the recorder itself shows is stronger than a signature', async () => {
    const file = await shop.recorder('recorder.json');
    expect(await sign('virtual.json', 'second-administrator', '--virtual', file)).toMatchObject({ code: 2, stderr: expect.stringContaining('the recorder shows that it is not done') });
    expect((await sign('virtual.json', 'questions', '--virtual', file)).code).toBe(3);
    await shop.account('users add backup --group admin', { password: SECRET.password, newPassword: SECRET.backup }, '--virtual', file);
    expect((await sign('virtual.json', 'second-administrator', '--virtual', file)).code).toBe(3);
    await shop.expectNoSecretInFiles();
  });

  it('what was signed and is not so any more is open again, and the file of one recorder serves no other', async () => {
    const file = await shop.recorder('a.json');
    await shop.account('users add backup --group admin', { password: SECRET.password, newPassword: SECRET.backup }, '--virtual', file);
    await shop.account('users add family', { password: SECRET.password, newPassword: SECRET.anna }, '--virtual', file);
    for (const { id } of HANDOVER_ITEMS) await sign('a-signed.json', id, '--virtual', file);
    const record = (recorder: string): Promise<Run> => shop.run(['account', 'handover', '--state', 'a-signed.json', '--record', '--virtual', recorder]);
    expect(await record(file)).toMatchObject({ code: 0, stdout: expect.stringContaining('Signed off') });
    await shop.account('users remove backup', SECRET.password, '--virtual', file);
    const after = await record(file);
    expect(after).toMatchObject({ code: 3, stdout: expect.not.stringContaining('Signed off') });
    expect(after.stdout).toContain(`${HANDOVER_ITEMS.length - 1} of ${HANDOVER_ITEMS.length} items`);
    expect(after.stdout.replace(/\s+/g, ' ')).toContain('but the recorder shows that it is not done');
    const json = await shop.run(['account', 'handover', '--state', 'a-signed.json', '--record', '--virtual', file, '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ complete: false, open: [{ id: 'second-administrator' }] });

    await shop.write('answers.yaml', ANSWERS);
    await shop.run(['account', 'init', '--virtual', 'b.json', '--serial', 'OTHER0000000001', '--answers', 'answers.yaml', '--secrets-stdin'], { input: INIT_SECRETS });
    const before = await shop.read('a-signed.json');
    expect(await record('b.json')).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('another recorder') });
    expect((await sign('a-signed.json', 'clock', '--virtual', 'b.json')).code).toBe(2);
    expect(await shop.read('a-signed.json')).toBe(before);
  });

  it.each([
    ['an unknown item', ['--done', 'question', '--by', 'A', '--seen', 'b'], /Did you mean "questions"/],
    ['nobody who saw it', ['--done', 'questions'], /--by NAME/],
    ['an item that must not be left out', ['--not-needed', 'questions', '--by', 'A', '--seen', 'b'], /cannot be left out/],
    ['two signatures', ['--done', 'questions', '--not-needed', 'p2p'], /contradict/],
  ])('%s is refused', async (_, more, reason) => {
    expect(await shop.run(['account', 'handover', '--state', 'wrong.json', ...more])).toMatchObject({ code: 2, stderr: expect.stringMatching(reason) });
  });

  it('a file of something else is left as it is', async () => {
    await shop.write('other.json', '{"mine": 1}');
    expect((await sign('other.json', 'questions')).code).toBe(2);
    expect(await shop.read('other.json')).toBe('{"mine": 1}');
  });

  it.skipIf(!HAS_TERMINAL)('Ctrl-C keeps what was signed, and the next run goes on behind it', async () => {
    const args = ['account', 'handover', '--state', 'talk.json'];
    const first = await talk(args, [['Who signs?', `Anna${KEY.enter}`], ['A password manager', ''], ['Done and seen', KEY.enter], ['What was seen', KEY.enter], ['A new password of admin', ''], ['Done and seen', KEY.ctrlC]], shop.folder);
    expect(first.code).toBe(130);
    expect(JSON.parse(await shop.read('talk.json'))).toMatchObject({ signed: [{ item: 'password-manager', by: 'Anna' }] });
    const second = await talk(args, [['Who signs?', `Ben${KEY.enter}`], ['A new password of admin', ''], ['Done and seen', KEY.ctrlC]], shop.folder);
    expect(second.screen).not.toContain('A password manager of the owner');
  });
});
