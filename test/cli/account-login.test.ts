import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SECRET, Story, Workshop } from './account-support.js';
import { HAS_TERMINAL, KEY, talk } from './terminal.js';

let shop: Workshop;
beforeAll(async () => {
  shop = await Workshop.open();
});
afterAll(() => shop.close());

/** Each command at its own minute, so that a second more or less shows nowhere; `0s` stands for the second. */
const still = (text: string): string => text.replace(/(\d\d:\d\d):\d\d/g, '$1:00');

describe('account login', { timeout: 60_000 }, () => {
  it('lockout and its end by the clock', async () => {
    const file = await shop.recorder('lock.json');
    const story = new Story();
    const login = async (password: string, ...more: string[]): Promise<number | null> => {
      const words = ['account', 'login', '--virtual', file, '--password-stdin', ...more];
      return story.tell(words, await shop.account('login', password, '--virtual', file, ...more)).code;
    };
    expect(await login(SECRET.wrong, '--channel', 'app', '--at', '2026-11-22T15:00:20')).toBe(1);
    for (let tries = 2; tries <= 5; tries++) expect(await login(SECRET.wrong, '--channel', 'app')).toBe(1);
    expect(await login(SECRET.password, '--at', '2026-11-22T15:10:20')).toBe(1);
    expect(await login(SECRET.password, '--at', '2026-11-22T15:31:20')).toBe(0);
    await expect(still(story.text)).toMatchFileSnapshot('transcripts/account-lockout.txt');
    await shop.expectNoSecretInFiles();
  });

  it('reusable on and off with two phones', async () => {
    const file = await shop.recorder('phones.json');
    const story = new Story();
    const run = async (words: string, input: string | object, ...more: string[]): Promise<number | null> => {
      const all = [...words.split(' '), '--virtual', file, ...more];
      return story.tell(['account', ...all, typeof input === 'string' ? '--password-stdin' : '--secrets-stdin'], await shop.account(words, input, '--virtual', file, ...more)).code;
    };
    const phone = (last: number): Promise<number | null> => run('login', SECRET.anna, '--user', 'anna', '--channel', 'app', '--address', `192.168.1.${last}`, '--stay', '60');
    expect(await run('users add anna', { password: SECRET.password, newPassword: SECRET.anna }, '--at', '2026-11-22T16:00:20')).toBe(0);
    expect(await phone(31)).toBe(0);
    expect(await phone(32)).toBe(1);
    expect(await run('users reusable anna on', SECRET.password)).toBe(1);
    expect(await run('users reusable anna on', SECRET.password, '--at', '2026-11-22T17:05:20')).toBe(0);
    expect(await phone(31)).toBe(0);
    expect(await phone(32)).toBe(0);
    expect(await run('users reusable anna off', SECRET.password, '--at', '2026-11-22T18:10:20')).toBe(0);
    expect(await phone(31)).toBe(0);
    expect(await phone(32)).toBe(1);
    await expect(still(story.text)).toMatchFileSnapshot('transcripts/account-reusable.txt');
    await shop.expectNoSecretInFiles();
  });

  it('the pattern works at the screen and nowhere else', async () => {
    const file = await shop.recorder('pattern.json');
    const pattern = { pattern: [...SECRET.pattern].join('-') };
    expect(await shop.account('login --pattern', pattern, '--virtual', file)).toMatchObject({ code: 0, stdout: expect.stringContaining('Signed in as admin') });
    const [wrong, web] = [await shop.account('login --pattern', { pattern: '1236' }, '--virtual', file, '--json'), await shop.account('login --pattern', pattern, '--virtual', file, '--channel', 'web')];
    expect(JSON.parse(wrong.stdout)).toMatchObject({ accepted: false, refusal: { code: 'wrong-pattern', triesLeft: 4, lockedUntil: null } });
    expect(web).toMatchObject({ code: 1, stdout: expect.stringMatching(/monitor of\s+the recorder only/) });
  });

  it('letter case of name and password counts, and a wrong name costs no try', async () => {
    const file = await shop.recorder('case.json');
    const login = async (user: string, password: string): Promise<unknown> => (JSON.parse((await shop.account('login', password, '--virtual', file, '--user', user, '--json')).stdout) as { refusal: unknown }).refusal;
    expect(await login('Admin', SECRET.password)).toMatchObject({ code: 'unknown-user', triesLeft: null });
    expect(await login('admin', SECRET.password.toUpperCase())).toMatchObject({ code: 'wrong-password', triesLeft: 4 });
    expect(await login('admin', SECRET.password)).toBeUndefined();
  });

  it('who stays signed in at the screen shuts it to others, until somebody logs out there', async () => {
    const file = await shop.recorder('seat.json');
    expect(await shop.account('login', SECRET.password, '--virtual', file, '--stay', '60')).toMatchObject({ code: 0 });
    const shut = await shop.account('reset', { answers: SECRET.answers, password: SECRET.anna }, '--virtual', file);
    expect(shut).toMatchObject({ code: 1, stdout: expect.stringContaining('signed in at the screen') });
    expect(shut.stdout).toContain('nvr-doctor account login --virtual FILE --logout');
    const out = ['account', 'login', '--virtual', file, '--logout'];
    expect(await shop.run(out)).toMatchObject({ code: 0, stdout: 'admin is signed out at the screen of the recorder.\n' });
    expect(await shop.run(out)).toMatchObject({ code: 0, stdout: 'Nobody is signed in at the screen of the recorder.\n' });
    expect(await shop.account('login', SECRET.password, '--virtual', file)).toMatchObject({ code: 0 });
  });

  it('for a real recorder says how it is done at its screen', async () => {
    const run = await shop.run(['account', 'login']);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toContain('Switch User');
    expect(Math.max(...run.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it.each([
    [[], /A password is needed, and nobody can be asked/],
    [['--stay', '0'], /--stay cannot be "0"/],
    [['--address', '192.168.1.9'], /no network address/],
    [['--channel', 'app', '--address', 'phone'], /--address cannot be "phone"/],
    [['--channel', 'phone'], /--channel cannot be "phone"/],
    [['--at', 'soon'], /--at cannot be "soon"/],
    [['--at', '2026-11-01T10:00'], /does not go back/],
    [['--pattern'], /A pattern is needed/],
  ])('%j is wrong usage', async (more, message) => {
    const run = await shop.run(['account', 'login', '--virtual', await shop.recorder(`usage-${more.join('').replace(/\W/g, '')}.json`), ...more]);
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toMatch(message);
  });

  it('says what is wrong with a file, and leaves it as it is', async () => {
    await shop.write('torn.json', '{"schema": "nvr-doctor/virtual-recorder@1", "ser');
    await shop.write('later.json', '{"schema": "nvr-doctor/virtual-recorder@9"}');
    const [torn, later, missing] = [await shop.account('login', SECRET.password, '--virtual', 'torn.json'), await shop.account('login', SECRET.password, '--virtual', 'later.json'), await shop.account('login', SECRET.password, '--virtual', 'missing.json')];
    expect(torn).toMatchObject({ code: 2, stderr: expect.stringMatching(/^nvr-doctor: torn\.json: .*damaged.*left as it is\.\n$/) });
    expect(later).toMatchObject({ code: 2, stderr: expect.stringContaining('another version') });
    expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('account init --virtual') });
    expect(await shop.read('torn.json')).toMatch(/"ser$/);
  });

  it.skipIf(!HAS_TERMINAL)('asks without showing what is typed; Ctrl-C ends with 130 and counts nothing', async () => {
    const file = await shop.recorder('asked.json');
    const before = await shop.read(file);
    const cancelled = await talk(['account', 'login', '--virtual', file], [['Password of "admin"', `Canary${KEY.ctrlC}`]], shop.folder);
    expect(cancelled.code).toBe(130);
    expect(cancelled.screen).not.toMatch(/canary|failure/i);
    expect(await shop.read(file)).toBe(before);
    const typed = await talk(['account', 'login', '--virtual', file], [['Password of "admin"', `${SECRET.password}${KEY.enter}`]], shop.folder);
    expect(typed).toMatchObject({ code: 0, screen: expect.stringContaining('Signed in as admin') });
    expect(typed.screen).not.toMatch(/canary/i);
  });
});
