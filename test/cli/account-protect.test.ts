/** What status and hand-over ask for can be done: questions, pattern, hint, lock, and groups with rights. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ANSWERS, SECRET, Workshop } from './account-support.js';
import { HAS_TERMINAL, KEY, talk } from './terminal.js';

let shop: Workshop;
beforeAll(async () => {
  shop = await Workshop.open();
});
afterAll(async () => {
  await shop.expectNoSecretInFiles();
  await shop.close();
});

/** Without questions, pattern and hint. */
async function bare(name: string): Promise<string> {
  await shop.write('bare.yaml', ANSWERS.replace('draw', 'skip').replace(/\[first-pet.*\]/, 'off').replace(/hint: .*\n/, ''));
  const run = await shop.run(['account', 'init', '--virtual', name, '--answers', 'bare.yaml', '--secrets-stdin'], { input: JSON.stringify({ password: SECRET.password }) });
  expect(run, run.stderr).toMatchObject({ code: 0 });
  return name;
}

const risks = async (file: string): Promise<string[]> => {
  const { items } = JSON.parse((await shop.run(['account', 'status', '--virtual', file, '--json'])).stdout) as { items: { id: string; state: string }[] };
  return items.filter(({ state }) => state === 'risk').map(({ id }) => id);
};
const QUESTIONS = 'first-pet,first-teacher,first-job';

describe('account protect', { timeout: 60_000 }, () => {
  it('sets what was left out at the set-up, and status and hand-over are content', async () => {
    const file = await bare('bare.json');
    expect(await risks(file)).toEqual(expect.arrayContaining(['no-questions', 'no-hint']));
    const sign = ['account', 'handover', '--virtual', file, '--state', 'bare-signed.json', '--done', 'questions', '--by', 'Anna', '--seen', 'Seen'];
    expect((await shop.run(sign)).code).toBe(2);
    const run = await shop.account('protect', { password: SECRET.password, answers: SECRET.answers, pattern: SECRET.pattern }, '--virtual', file, '--questions', QUESTIONS, '--pattern', 'draw', '--hint', 'where we met', '--lock-tries', '3');
    expect(run, run.stderr).toMatchObject({ code: 0, stdout: 'Set: hint, questions, pattern, lock.\n' });
    expect(await risks(file)).not.toEqual(expect.arrayContaining(['no-questions']));
    expect(await risks(file)).not.toContain('no-hint');
    expect((await shop.run(sign)).code).toBe(3);
    expect(await shop.account('login', { pattern: SECRET.pattern }, '--virtual', file, '--pattern')).toMatchObject({ code: 0 });
    expect(await shop.account('reset', { answers: SECRET.answers, password: SECRET.anna }, '--virtual', file)).toMatchObject({ code: 0 });
    expect(JSON.parse(await shop.read(file))).toMatchObject({ accounts: { policy: { tries: 3 }, sessions: [] } });
  });

  it('all of it or nothing, and a password alone is enough where nothing else is secret', async () => {
    const file = await bare('part.json');
    const before = JSON.parse(await shop.read(file)) as { accounts: object };
    expect(await shop.account('protect', SECRET.password, '--virtual', file, '--hint', 'where we met', '--lock-minutes', '5000')).toMatchObject({ code: 1, stdout: expect.stringContaining('86400') });
    expect(JSON.parse(await shop.read(file))).toMatchObject({ accounts: { ...before.accounts, nextSession: expect.any(Number) as number } });
    expect(await shop.account('protect', SECRET.password, '--virtual', file, '--lock', 'off')).toMatchObject({ code: 0 });
    expect(await risks(file)).toContain('lockout-off');
    expect(await shop.account('protect', SECRET.wrong, '--virtual', file, '--lock', 'on')).toMatchObject({ code: 1 });
  });

  it.each([
    ['nothing to set', [], /nothing to set/],
    ['an unknown question', ['--questions', 'first-pat,first-teacher,first-job'], /Did you mean/],
    ['two questions', ['--questions', 'first-pet,first-teacher'], /Three questions/],
    ['answers that nobody gave', ['--questions', QUESTIONS], /nobody can be asked/],
    ['tries that are no number', ['--lock-tries', 'many'], /whole number/],
  ])('%s is told', async (_, more, message) => {
    const file = (await shop.files()).includes('odd.json') ? 'odd.json' : await bare('odd.json');
    expect(await shop.run(['account', 'protect', '--virtual', file, ...more])).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(message) });
  });

  it('for a real recorder says where it is in the menu, and takes no secret', async () => {
    const run = await shop.run(['account', 'protect']);
    expect(run).toMatchObject({ code: 0, stdout: expect.stringContaining('Security Question') });
    for (const line of run.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(await shop.account('protect', { password: SECRET.password })).toMatchObject({ code: 2, stdout: '' });
    expect(await shop.account('users add anna', SECRET.password)).toMatchObject({ code: 2, stdout: '' });
  });

  it.skipIf(!HAS_TERMINAL)('asks on a terminal', async () => {
    const file = await bare('asked.json');
    const done = await talk(['account', 'protect', '--virtual', file], [
      ['Password of "admin"', `${SECRET.password}${KEY.enter}`],
      ['Security questions', `${KEY.down}${KEY.enter}`],
      ...[1, 2, 3].flatMap((slot): [string, string][] => [[`Question ${slot}`, KEY.enter], ['Answer', `${SECRET.answers[slot - 1]}${KEY.enter}`]]),
      ['Unlock pattern', KEY.enter],
      ['Prompt Question', KEY.enter],
      ['Lock after', KEY.enter],
      ['Set: questions.', ''],
    ], shop.folder);
    expect(done.code).toBe(0);
    expect(done.screen).not.toMatch(/canary/i);
    expect(await risks(file)).not.toContain('no-questions');
  });
});

describe('account users with rights', { timeout: 60_000 }, () => {
  it('groups are added, changed, used and removed', async () => {
    const file = await bare('groups.json');
    const group = (words: string, ...more: string[]): ReturnType<typeof shop.run> => shop.account(`users group ${words}`, SECRET.password, '--virtual', file, ...more);
    expect(await group('add guards', '--rights', 'live,playback,ptz')).toMatchObject({ code: 0 });
    expect(await group('add guards', '--rights', 'live')).toMatchObject({ code: 1, stdout: expect.stringContaining('already') });
    expect(await group('modify guards', '--rights', 'live,playback')).toMatchObject({ code: 0 });
    expect(await group('list')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^guards +live, playback$/m) });
    const added = await shop.account('users add anna', { password: SECRET.password, newPassword: SECRET.anna }, '--virtual', file, '--group', 'guards', '--rights', 'live', '--hint', 'the pier');
    expect(added).toMatchObject({ code: 0 });
    const listed = JSON.parse((await shop.account('users list', SECRET.password, '--virtual', file, '--json')).stdout) as { users: { name: string; rights: string[] }[] };
    expect(listed.users.find(({ name }) => name === 'anna')).toMatchObject({ group: 'guards', rights: ['live'] });
    expect(JSON.parse(await shop.read(file))).toMatchObject({ accounts: { accounts: [{}, { hint: 'the pier' }] } });
    expect(await group('remove guards')).toMatchObject({ code: 1, stdout: expect.stringContaining('members') });
    expect(await shop.account('users remove anna', SECRET.password, '--virtual', file)).toMatchObject({ code: 0 });
    expect(await group('remove guards')).toMatchObject({ code: 0 });
  });

  it.each([
    ['a right that does not exist', ['add', 'guards', '--rights', 'lives'], /Did you mean/],
    ['no rights at all', ['add', 'guards'], /--rights/],
  ])('%s is told before a password is asked for', async (_, words, message) => {
    const file = (await shop.files()).includes('odd-group.json') ? 'odd-group.json' : await bare('odd-group.json');
    expect(await shop.run(['account', 'users', 'group', ...words, '--virtual', file])).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(message) });
  });

  it('of a real recorder are read where a user name is given, not told in a circle', async () => {
    const run = await shop.run(['account', 'users', 'list', '--user', 'admin']);
    expect(run).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('without a password') });
    const guide = await shop.run(['account', 'users', 'list']);
    expect(guide).toMatchObject({ code: 0, stdout: expect.stringContaining('users list --user admin') });
  });
});
