/** Back in after a lost password: at a virtual recorder as at a real one's screen, and for a real one on paper. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ANSWERS_OF_TODAY, INIT_SECRETS, LATER, SECRET, still, Story, TODAY, Workshop } from './account-support.js';
import type { Run } from './cli.js';
import { HAS_TERMINAL, KEY, talk } from './terminal.js';

const NEW = 'Canary-5511-new';
const CASE = SECRET.answers.map((answer) => answer.toLowerCase());

let shop: Workshop;
beforeAll(async () => {
  shop = await Workshop.open();
});
afterAll(async () => {
  await shop.expectNoSecretInFiles();
  for (const name of await shop.files()) expect(await shop.read(name), name).not.toContain(NEW);
  await shop.close();
});

/** Set up this afternoon by its own clock. */
async function recorder(name: string, ...more: string[]): Promise<string> {
  await shop.write('answers.yaml', ANSWERS_OF_TODAY);
  const run = await shop.run(['account', 'init', '--virtual', name, '--answers', 'answers.yaml', '--secrets-stdin', ...more], { input: INIT_SECRETS });
  expect(run, run.stderr).toMatchObject({ code: 0 });
  return name;
}

const reset = (file: string, secrets: object, ...more: string[]): Promise<Run> => shop.account('reset', secrets, '--virtual', file, ...more);
const login = (file: string, password: string): Promise<Run> => shop.account('login', password, '--virtual', file);

/** What the desk gives for the request that the recorder's own file fills in. */
async function codeFor(file: string, story?: Story): Promise<string> {
  const asked = ['account', 'unlock-request', '--virtual', file, '--owner', 'yes', '--monitor', 'yes', '--contact', 'owner@example.com', '--json', '--output', 'request.json'];
  const request = await shop.run(asked);
  expect(request, request.stderr).toMatchObject({ code: 0 });
  const words = ['lab', 'unlock-code', 'request.json', '--virtual', file];
  const answered = await shop.run(words);
  story?.tell(asked, request);
  story?.tell(words, answered);
  expect(answered.stdout).toMatch(/^[A-Z2-9]{10}\n$/);
  return answered.stdout.trim();
}

describe('account reset --virtual', { timeout: 90_000 }, () => {
  it('by questions, with a wrong letter case first', async () => {
    const file = await recorder('questions.json');
    const story = new Story();
    const run = async (secrets: object, ...more: string[]): Promise<Run> => story.tell(['account', 'reset', '--virtual', file, ...more, '--secrets-stdin'], await reset(file, secrets, ...more));
    story.tell(['account', 'reset', '--virtual', file, '--way', 'hint'], await shop.run(['account', 'reset', '--virtual', file, '--way', 'hint']));
    expect((await run({ answers: CASE, password: NEW }, '--at', `${TODAY}T15:00:10`)).code).toBe(1);
    expect((await run({ answers: SECRET.answers, password: 'short' })).code).toBe(1);
    expect((await run({ answers: SECRET.answers, password: NEW, confirm: NEW.toLowerCase() })).code).toBe(1);
    expect((await run({ answers: SECRET.answers, password: NEW })).code).toBe(0);
    story.tell(['account', 'login', '--virtual', file, '--password-stdin'], await login(file, NEW));
    expect((await login(file, SECRET.password)).code).toBe(1);
    await expect(still(story.text)).toMatchFileSnapshot('transcripts/account-reset-questions.txt');
  });

  it('a code that is pasted with blanks and a line end costs no try', async () => {
    const file = await recorder('pasted.json');
    expect(await reset(file, { code: ` ${await codeFor(file)} \n`, password: NEW })).toMatchObject({ code: 0 });
    expect(await login(file, NEW)).toMatchObject({ code: 0 });
  });

  it('five wrong sets of answers lock admin; the clock ends it', async () => {
    const file = await recorder('lockout.json');
    const story = new Story();
    const run = async (answers: readonly string[], ...more: string[]): Promise<Run> => story.tell(['account', 'reset', '--virtual', file, ...more, '--secrets-stdin'], await reset(file, { answers, password: NEW }, ...more));
    expect((await run(CASE, '--at', `${TODAY}T15:00:10`)).code).toBe(1);
    for (let tries = 2; tries <= 5; tries++) expect((await run(CASE)).code).toBe(1);
    expect((await run(SECRET.answers, '--at', `${TODAY}T15:02:10`)).code).toBe(1);
    expect((await run(SECRET.answers, '--at', `${TODAY}T15:06:10`)).code).toBe(0);
    await expect(still(story.text)).toMatchFileSnapshot('transcripts/account-reset-lockout.txt');
  });

  it('unlock code with the prompt', async () => {
    const file = await recorder('prompt.json');
    const story = new Story();
    const code = await codeFor(file, story);
    const run = story.tell(['account', 'reset', '--virtual', file, '--hint', 'the usual place', '--secrets-stdin'], await reset(file, { code, password: NEW }, '--hint', 'the usual place'));
    expect(run.code).toBe(0);
    story.tell(['account', 'login', '--virtual', file, '--password-stdin'], await login(file, NEW));
    expect(run.stdout).not.toContain(code);
    expect(await shop.read(file)).not.toContain(code);
    await expect(still(story.text)).toMatchFileSnapshot('transcripts/account-reset-code-prompt.txt');
  });

  it('unlock code without the prompt: the second administrator, on the same day', async () => {
    const file = await recorder('no-prompt.json', '--no-code-prompt');
    const story = new Story();
    const code = await codeFor(file, story);
    const bare = story.tell(['account', 'reset', '--virtual', file, '--secrets-stdin'], await reset(file, { code, password: NEW }));
    expect(bare.code).toBe(2);
    const before = await shop.read(file);
    const weak = await reset(file, { code, password: 'short', secondPassword: SECRET.backup }, '--second-admin', 'backup');
    expect(weak.code).toBe(1);
    expect(await shop.read(file), 'a refusal half-way leaves the old state').toBe(before);
    const done = story.tell(['account', 'reset', '--virtual', file, '--second-admin', 'backup', '--secrets-stdin'], await reset(file, { code, password: NEW, secondPassword: SECRET.backup }, '--second-admin', 'backup'));
    expect(done.code).toBe(0);
    story.tell(['account', 'users', 'list', '--virtual', file, '--password-stdin'], await shop.account('users list', NEW, '--virtual', file));
    await expect(still(story.text)).toMatchFileSnapshot('transcripts/account-reset-code-no-prompt.txt');
  });

  it('a second administrator who is there already is used as it is', async () => {
    const file = await recorder('second.json', '--no-code-prompt');
    await shop.account('users add backup --group admin', { password: SECRET.password, newPassword: SECRET.backup }, '--virtual', file);
    const code = await codeFor(file);
    for (const left of [4, 3]) {
      const wrong = await reset(file, { code, password: NEW, secondPassword: SECRET.wrong }, '--second-admin', 'backup', '--json');
      expect(JSON.parse(wrong.stdout)).toMatchObject({ done: false, refusal: { code: 'wrong-password', triesLeft: left } });
    }
    expect(await reset(file, { code, password: NEW, secondPassword: SECRET.backup }, '--second-admin', 'backup')).toMatchObject({ code: 0, stdout: expect.stringContaining('backup is an administrator already') });
  });

  it('a code tried over the web is refused, and costs no try', async () => {
    const file = await recorder('web.json');
    const story = new Story();
    const code = await codeFor(file);
    for (const channel of ['web', 'app', 'sdk']) {
      const run = story.tell(['account', 'reset', '--virtual', file, '--channel', channel, '--secrets-stdin'], await reset(file, { code, password: NEW }, '--channel', channel));
      expect(run.code).toBe(1);
      expect(run.stdout.replace(/\s+/g, ' ')).toContain('Unlock codes do not work in the web pages or in other software');
    }
    const wrong = await reset(file, { code: 'ABCDEFGHJK', password: NEW }, '--json');
    expect(JSON.parse(wrong.stdout)).toMatchObject({ done: false, refusal: { code: 'wrong-code', triesLeft: 4 } });
    await expect(still(story.text)).toMatchFileSnapshot('transcripts/account-reset-code-web.txt');
  });

  it('a code for another date', async () => {
    const file = await recorder('date.json');
    const story = new Story();
    const asked = ['account', 'unlock-request', '--virtual', file, '--shown-date', LATER, '--owner', 'yes', '--monitor', 'yes', '--contact', 'owner@example.com', '--json', '--output', 'other.json'];
    story.tell(asked, await shop.run(asked));
    const words = ['lab', 'unlock-code', 'other.json', '--virtual', file];
    const code = story.tell(words, await shop.run(words)).stdout.trim();
    const run = async (...more: string[]): Promise<Run> => story.tell(['account', 'reset', '--virtual', file, ...more, '--secrets-stdin'], await reset(file, { code, password: NEW }, ...more));
    expect((await run()).code).toBe(1);
    // On that day it would be the right one: the code follows the date on the screen.
    expect((await run('--at', `${LATER}T09:00:10`)).code).toBe(0);
    await expect(still(story.text)).toMatchFileSnapshot('transcripts/account-reset-code-date.txt');
  });

  it('without a terminal and without secrets says what to give', async () => {
    const file = await recorder('quiet.json');
    const run = await shop.run(['account', 'reset', '--virtual', file]);
    expect(run).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/--secrets-stdin: \{"answers"/) });
    expect(await shop.run(['account', 'reset', '--virtual', file, '--way', 'unlock-code'])).toMatchObject({ code: 2, stderr: expect.stringContaining('"code"') });
    expect(await reset(file, { password: NEW })).toMatchObject({ code: 2, stderr: expect.stringContaining('Either "answers" or "code"') });
    expect(await shop.run(['account', 'reset', '--virtual', file, '--print'])).toMatchObject({ code: 2 });
  });

  it.skipIf(!HAS_TERMINAL)('as a dialogue: hint, wrong case, right answers, new password; nothing secret on the screen', async () => {
    const file = await recorder('talk.json');
    const dialogue = await talk(
      ['account', 'reset', '--virtual', file],
      [
        ['where we met', ''],
        ['Do you know the password now?', KEY.enter],
        ...CASE.map((answer, index) => [['first pet', 'first teacher', 'first job'][index] ?? '', `${answer}${KEY.enter}`] as const),
        ['At least one answer is wrong', ''],
        ...SECRET.answers.map((answer, index) => [['first pet', 'first teacher', 'first job'][index] ?? '', `${answer}${KEY.enter}`] as const),
        ['New Password', `${NEW}${KEY.enter}`],
        ['Confirm Password', `${NEW}${KEY.enter}`],
        ['Password Hint', KEY.enter],
        ['Successfully reset password', ''],
      ],
      shop.folder,
    );
    expect(dialogue.code).toBe(0);
    expect(dialogue.screen).not.toMatch(/canary/i);
    expect((await login(file, NEW)).code).toBe(0);
  });

  it.skipIf(!HAS_TERMINAL)('Ctrl-C after the code was accepted leaves the old state', async () => {
    const file = await recorder('stop.json');
    const code = await codeFor(file);
    const before = await shop.read(file);
    const dialogue = await talk(['account', 'reset', '--virtual', file, '--way', 'unlock-code'], [['Unlock code', `${code}${KEY.enter}`], ['New Password', KEY.ctrlC]], shop.folder);
    expect(dialogue.code).toBe(130);
    expect(dialogue.screen).not.toContain(code);
    expect(await shop.read(file)).toBe(before);
  });
});

describe('account reset for a real recorder', { timeout: 60_000 }, () => {
  const own = ['account', 'reset', '--have', 'ownership,monitor'];

  it('without a word about it says what to find out first', async () => {
    const run = await shop.run(['account', 'reset']);
    expect(run).toMatchObject({ code: 3, stderr: '' });
    expect(run.stdout).toContain('Is the recorder yours');
  });

  it('with questions and answers prints the way and its steps', async () => {
    const args = [...own.slice(0, 3), 'ownership,monitor,questions,answers-known', '--lack', 'hint', '--print'];
    const run = await shop.run(args);
    expect(run.code).toBe(0);
    for (const line of run.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    await expect(new Story().tell(args, run).stdout).toMatchFileSnapshot('transcripts/account-reset-real.txt');
  });

  it('in doubt whose it is points to the vendor and shows no steps', async () => {
    const run = await shop.run(['account', 'reset', '--lack', 'ownership', '--way', 'unlock-code']);
    expect(run.code).toBe(1);
    expect(run.stdout).toContain('Only the vendor can help');
    expect(run.stdout).not.toContain('Main Menu');
  });

  it('a settings file says what was set up', async () => {
    await shop.write('settings.yaml', 'schema: nvr-doctor/facts@1\nfacts:\n  recorder.recovery.questions: false\n  recorder.recovery.hint: false\n  recorder.serial: 4K0EXAMPLE00001\n');
    const run = await shop.run([...own, '--lack', 'second-administrator,reset-enabled,vendor-refused', '--settings', 'settings.yaml', '--json']);
    expect(run, run.stderr).toMatchObject({ code: 0 });
    expect(JSON.parse(run.stdout)).toMatchObject({ schema: 'nvr-doctor/recovery-plan@1', take: 'unlock-code' });
  });

  it.each([
    [['--have', 'questons']],
    [['--have', 'hint', '--lack', 'hint']],
    [['--way', 'master-code']],
    [['--channel', 'web']],
    [['--secrets-stdin']],
    [['--settings', 'missing.yaml']],
  ])('%j is wrong usage', async (args) => {
    const run = await shop.run(['account', 'reset', ...args], { input: JSON.stringify({ code: SECRET.wrong }) });
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it.skipIf(!HAS_TERMINAL)('asks, guides, and is taken up again where it was left', async () => {
    const args = ['account', 'reset', '--have', 'ownership,monitor,answers-known', '--lack', 'hint', '--state', 'way.json'];
    const first = await talk(args, [['Were security questions set', KEY.enter], ['1/', ''], ['At the recorder', KEY.enter], ['2/', ''], ['At the recorder', KEY.ctrlC]], shop.folder);
    expect(first.code).toBe(130);
    expect(JSON.parse(await shop.read('way.json'))).toEqual({ schema: 'nvr-doctor/guide@1', guide: 'account-reset-questions', done: ['open'] });
    const second = await talk(['account', 'reset', '--state', 'way.json'], [['2/', ''], ['At the recorder', KEY.ctrlC]], shop.folder);
    expect(second.screen).toContain('Read the hint');
  });
});
