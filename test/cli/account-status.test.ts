import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SECRET, Workshop } from './account-support.js';

let shop: Workshop;
beforeAll(async () => {
  shop = await Workshop.open();
});
afterAll(() => shop.close());

interface Told {
  readonly verdict: string;
  readonly items: readonly { readonly id: string; readonly state: string; readonly remedy: string | null }[];
}

const status = async (code: number, ...args: string[]): Promise<{ verdict: string; states: Record<string, string> }> => {
  const run = await shop.run(['account', 'status', '--json', '--quiet', ...args]);
  expect(run, run.stderr).toMatchObject({ code, stderr: '' });
  const { verdict, items } = JSON.parse(run.stdout) as Told;
  // What is not known says how to find out, what is at risk what to do.
  for (const { state, remedy } of items) expect(remedy === null).toBe(state === 'fine');
  return { verdict, states: Object.fromEntries(items.map(({ id, state }) => [id, state])) };
};
const facts = (name: string, ...lines: string[]): Promise<string> => shop.write(name, ['schema: nvr-doctor/facts@1', 'at: 2026-11-20T08:00:00Z', 'facts:', ...lines.map((line) => `  ${line}`), ''].join('\n'));
const clients = (name: string, ...rows: string[]): Promise<string> => shop.write(name, `schema: nvr-doctor/clients@1\nclients: [${rows.join(', ')}]\n`);

describe('account status of a virtual recorder', { timeout: 60_000 }, () => {
  it('goes from one administrator only to nothing to say', async () => {
    const file = await shop.recorder('grow.json');
    expect(await status(1, '--virtual', file)).toMatchObject({ verdict: 'risk', states: { 'no-questions': 'fine', 'no-second-administrator': 'risk', 'no-viewer': 'risk', 'shared-admin': 'unknown' } });
    await shop.account('users add backup --group admin', { password: SECRET.password, newPassword: SECRET.backup }, '--virtual', file);
    await shop.account('users add anna', { password: SECRET.password, newPassword: SECRET.anna }, '--virtual', file);
    expect(await status(3, '--virtual', file)).toMatchObject({ verdict: 'unknown', states: { 'no-second-administrator': 'fine', 'shared-account': 'unknown', 'password-older-than-clients': 'unknown' } });
    const [list, undated, shared] = [
      await clients('phones.yaml', '{name: phone of Anna, user: anna, since: 2026-01-01}'),
      await clients('undated.yaml', '{name: phone of Anna, user: anna}'),
      await clients('shared.yaml', '{name: phone, user: anna, since: 2026-01-01}', '{name: tablet, user: anna, since: 2026-01-01}', '{name: office, user: admin}', '{name: van, user: admin}'),
    ];
    expect((await status(0, '--virtual', file, '--clients', list)).verdict).toBe('fine');
    expect((await status(3, '--virtual', file, '--clients', undated)).states).toMatchObject({ 'password-older-than-clients': 'unknown', 'shared-account': 'fine' });
    expect((await status(1, '--virtual', file, '--clients', shared)).states).toMatchObject({ 'shared-admin': 'risk', 'shared-account': 'risk' });
  });

  it('says that a factory-new recorder has no password', async () => {
    await shop.write('bad.yaml', 'schema: nvr-doctor/account-init@1\n');
    const { createVirtualRecorder } = await import('../../src/lab/virtual-recorder/index.js');
    await createVirtualRecorder(`${shop.folder}/fresh.json`);
    expect(await status(1, '--virtual', 'fresh.json')).toEqual({ verdict: 'risk', states: { 'not-initialised': 'risk' } });
  });

  it('shows a running lock, and nothing of a secret, in 80 columns', async () => {
    const file = await shop.recorder('locked.json');
    for (let tries = 0; tries < 5; tries++) await shop.account('login', SECRET.wrong, '--virtual', file);
    const run = await shop.run(['account', 'status', '--virtual', file]);
    expect(run.stdout).toContain('Now: admin is locked for 30 minutes');
    expect(Math.max(...run.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    for (const hidden of ['ha1', 'scrypt', 'hash', 'where we met']) expect(run.stdout).not.toContain(hidden);
  });
});

describe('account status of a real recorder', { timeout: 60_000 }, () => {
  it('from a settings file: what stands there, and the rest is not known', async () => {
    const good = await facts('good.yaml', 'recorder.initialized: true', 'recorder.recovery.questions: true', 'recorder.recovery.hint: true', 'recorder.accounts.lockEnabled: true', 'recorder.accounts.users: [{ name: admin, group: admin, reusable: true, reserved: true }, { name: b, group: admin, reusable: false, reserved: false }, { name: v, group: user, reusable: false, reserved: false }]');
    expect((await status(3, '--settings', good)).states).toEqual({
      'not-initialised': 'fine', 'no-questions': 'fine', 'no-second-administrator': 'fine', 'lockout-off': 'fine', 'no-viewer': 'fine', 'no-hint': 'fine',
      'shared-admin': 'unknown', 'shared-account': 'unknown', 'password-older-than-clients': 'unknown',
    });
    const bad = await facts('bad-facts.yaml', 'recorder.recovery.questions: false', 'recorder.accounts.lockEnabled: false', 'recorder.accounts.users: [{ name: admin, group: admin, reusable: true, reserved: true }]');
    expect(await status(1, '--settings', bad)).toMatchObject({ verdict: 'risk', states: { 'no-questions': 'risk', 'no-second-administrator': 'risk', 'lockout-off': 'risk', 'no-viewer': 'risk', 'no-hint': 'unknown' } });
  });

  it('an empty list of users, a group that nobody knows, and a file without facts are not "one administrator"', async () => {
    const empty = await facts('empty.yaml', 'recorder.accounts.users: []');
    const odd = await facts('odd.yaml', 'recorder.accounts.users: [{ name: admin, group: admin, reusable: true, reserved: true }, { name: b, group: null, reusable: true, reserved: false }]');
    const nothing = await facts('nothing.yaml', 'recorder.p2p.enabled: true');
    expect((await status(3, '--settings', empty)).states).toMatchObject({ 'no-second-administrator': 'unknown', 'no-viewer': 'unknown' });
    expect((await status(3, '--settings', odd)).states).toMatchObject({ 'no-second-administrator': 'unknown', 'no-viewer': 'unknown' });
    expect(new Set(Object.values((await status(3, '--settings', nothing)).states))).toEqual(new Set(['unknown']));
  });

  it('with the probes of the doctor, and from the report of a run: the same', async () => {
    const look = await status(1, '--network', 'healthy-p2p');
    await shop.run(['--network', 'healthy-p2p', '--json', '--output', 'report.json', '--quiet']);
    expect((await status(1, '--settings', 'report.json')).states).toMatchObject({ 'no-second-administrator': look.states['no-second-administrator'], 'lockout-off': look.states['lockout-off'] });
    expect(look.states).toMatchObject({ 'not-initialised': 'fine', 'lockout-off': 'fine', 'no-second-administrator': 'risk' });
  });

  it('a refused password tells nothing about the accounts', async () => {
    const { verdict, states } = await status(3, '--network', 'wrong-password-given');
    expect(verdict).toBe('unknown');
    expect(states).toMatchObject({ 'no-second-administrator': 'unknown', 'lockout-off': 'unknown' });
  });

  it.each([
    [['--settings', 'x.yaml', '--network', 'healthy-p2p'], /in place of a look/],
    [['--settings', 'missing.yaml'], /does not exist/],
    [['--virtual', 'missing.json'], /no virtual recorder/],
    [['--network', 'healthy-p2p', '--user', 'admin'], /without a password/],
    [['--at', '+1d', '--settings', 'x.yaml'], /Only the clock of a virtual recorder/],
    [['--clients', 'odd.yaml'], /odd\.yaml: `schema`/],
  ])('%j is wrong usage', async (args, message) => {
    const run = await shop.run(['account', 'status', ...args]);
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toMatch(message);
  });

  it('as text says what to do, in 80 columns and without colour', async () => {
    const run = await shop.run(['account', 'status', '--network', 'healthy-p2p', '--quiet'], { env: { NO_COLOR: '1' } });
    expect(run.stdout).toMatch(/^A lost password would be a problem here\.[^]*What to do: Add a second administrator[^]*To find out: /);
    expect(run.stdout).not.toContain('\u001b');
    expect(Math.max(...run.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

describe('the help of the account commands', () => {
  it.each([['account'], ['account', 'init'], ['account', 'status'], ['account', 'login'], ['account', 'users'], ['account', 'users', 'modify']])('%s %s %s fits in 80 columns and has no secret as an option', async (...words) => {
    const run = await shop.run([...words.filter(Boolean), '--help']);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(Math.max(...run.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(run.stdout).not.toMatch(/--password[ =]/);
  });
});
