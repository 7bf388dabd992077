import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SECRET, Workshop } from './account-support.js';

let shop: Workshop;
beforeAll(async () => {
  shop = await Workshop.open();
});
afterAll(() => shop.close());

const ADMIN = { password: SECRET.password };

interface Told {
  readonly done: boolean;
  readonly refusal?: { readonly code: string };
  readonly users?: readonly { readonly name: string; readonly group: string; readonly reusable: boolean; readonly administrator: boolean }[];
}

describe('account users on a virtual recorder', { timeout: 60_000 }, () => {
  const on = (file: string) => async (words: string, input: string | object = SECRET.password, ...more: string[]): Promise<Told> => {
    const run = await shop.account(`users ${words}`, input, '--virtual', file, '--json', ...more);
    const told = JSON.parse(run.stdout) as Told;
    expect(run).toMatchObject({ code: told.done ? 0 : 1, stderr: '' });
    return told;
  };

  it('adds, lists, changes and removes', async () => {
    const users = on(await shop.recorder('users.json'));
    expect(await users('add anna', { ...ADMIN, newPassword: SECRET.anna }, '--memo', 'phone of Anna')).toMatchObject({ done: true });
    expect(await users('add backup', { ...ADMIN, newPassword: SECRET.backup }, '--group', 'admin')).toMatchObject({ done: true });
    expect((await users('list')).users).toMatchObject([
      { name: 'admin', group: 'admin', administrator: true },
      { name: 'anna', group: 'user', reusable: false, administrator: false },
      { name: 'backup', group: 'admin', administrator: true },
    ]);
    expect(await users('modify anna --new-password', { ...ADMIN, oldPassword: SECRET.anna, newPassword: `${SECRET.anna}2` })).toMatchObject({ done: true });
    expect(await shop.account('login', `${SECRET.anna}2`, '--virtual', 'users.json', '--user', 'anna', '--channel', 'app')).toMatchObject({ code: 0 });
    expect(await users('remove anna')).toMatchObject({ done: true });
    expect((await users('list')).users?.map(({ name }) => name)).toEqual(['admin', 'backup']);
    await shop.expectNoSecretInFiles();
  });

  it('keeps the rules: nobody signed in, the last administrator stays, the built-in one too, the old password is needed', async () => {
    const users = on(await shop.recorder('rules.json'));
    const refused = async (...args: Parameters<typeof users>): Promise<string | undefined> => (await users(...args)).refusal?.code;
    await users('add backup', { ...ADMIN, newPassword: SECRET.backup }, '--group', 'admin');
    await users('add anna', { ...ADMIN, newPassword: SECRET.anna });
    expect(await refused('modify admin --memo x')).toBe('signed-in');
    expect(await refused('remove admin', SECRET.backup, '--user', 'backup')).toBe('reserved');
    expect(await refused('modify backup --group user', SECRET.backup, '--user', 'backup')).toBe('signed-in');
    expect(await refused('add ANNA', { ...ADMIN, newPassword: SECRET.anna })).toBe('name-taken');
    expect(await refused('add carl --group nobody', { ...ADMIN, newPassword: SECRET.anna })).toBe('unknown-group');
    expect(await refused('modify anna --new-password', { ...ADMIN, oldPassword: SECRET.wrong, newPassword: `${SECRET.anna}3` })).toBe('old-password');
    expect(await refused('modify anna --new-password', { ...ADMIN, oldPassword: SECRET.anna, newPassword: SECRET.anna })).toBe('same-password');
    expect(await refused('list', SECRET.anna, '--user', 'anna')).toBe('no-right');
    expect(await refused('remove dora')).toBe('unknown-user');
    // The second administrator changes the first: the detour of a lost password.
    expect(await users('modify admin --new-password', { password: SECRET.backup, oldPassword: SECRET.password, newPassword: `${SECRET.password}2` }, '--user', 'backup')).toMatchObject({ done: true });
    expect(await refused('list')).toBe('wrong-password');
  });

  it('a wrong old password counts as a wrong password of that user, and is kept', async () => {
    const users = on(await shop.recorder('old.json'));
    await users('add anna', { ...ADMIN, newPassword: SECRET.anna });
    for (let tries = 1; tries < 5; tries++) await users('modify anna --new-password', { ...ADMIN, oldPassword: SECRET.wrong, newPassword: `${SECRET.anna}3` });
    expect(await users('modify anna --new-password', { ...ADMIN, oldPassword: SECRET.wrong, newPassword: `${SECRET.anna}3` })).toMatchObject({ refusal: { code: 'locked' } });
    expect((await shop.account('login', SECRET.anna, '--virtual', 'old.json', '--user', 'anna')).stdout).toContain('locked');
  });

  it('nobody stays signed in at the screen, whatever was refused', async () => {
    const users = on(await shop.recorder('seat.json'));
    await users('remove nobody');
    expect(JSON.parse(await shop.read('seat.json'))).toMatchObject({ accounts: { sessions: [] } });
  });

  it.each([
    ['modify anna', /nothing to change/],
    ['modify anna --hint x', /belongs to a new password/],
    ['modify anna --new-password', /Passwords are needed/],
    ['add anna', /Passwords are needed/],
    ['remove anna', /A password is needed/],
    ['reusable anna maybe', /cannot be "maybe"/],
    ['', /Name what to do with users/],
  ])('"users %s" without a terminal says what to give', async (words, message) => {
    const run = await shop.run(['account', 'users', ...words.split(' ').filter(Boolean), '--virtual', await shop.recorder(`say-${words.replace(/\W/g, '')}.json`)]);
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toMatch(message);
  });
});

describe('account users on a real recorder', () => {
  it.each(['list', 'add anna', 'modify anna', 'remove anna', 'reusable anna on'])('"users %s" says where it is in the menu, and changes nothing', async (words) => {
    const run = await shop.run(['account', 'users', ...words.split(' ')]);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toContain('System > Account > User');
    expect(Math.max(...run.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('lists what a settings read told, and says where nothing was told', async () => {
    const [read, silent] = await Promise.all([
      shop.run(['account', 'users', 'list', '--network', 'healthy-p2p', '--quiet']),
      shop.run(['account', 'users', 'list', '--network', 'no-credentials-inconclusive', '--quiet']),
    ]);
    expect(read).toMatchObject({ code: 0, stdout: expect.stringMatching(/^USER +GROUP +REUSABLE\nadmin +admin \(built in\) +yes/) });
    expect(silent).toMatchObject({ code: 3, stdout: expect.stringContaining('The users are not known') });
  });
});
