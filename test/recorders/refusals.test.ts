import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { VirtualClock } from '../../src/lab/sim/clock.js';
import { Login, credentialConcerns, signInText } from '../../src/recorders/login.js';
import { fileRefusals, memoryRefusals, sameDevice, type DeviceIdentity, type RefusalStore } from '../../src/recorders/refusals.js';
import { diagnose, house, placeRecorder } from './support.js';

const DEVICE: DeviceIdentity = { serial: '9Z0', endpoint: '192.168.1.64:80' };
const REALM = 'Login to 9Z0';
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'refusals-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const attempt = async (store: RefusalStore, password: string, clock = new VirtualClock(), device = DEVICE, realm = REALM): Promise<Login> => {
  const login = new Login(device, { user: 'admin', password }, store, clock);
  if (!(await login.mayAnswer(realm))) await login.close();
  return login;
};
const refuse = async (store: RefusalStore, password: string, result: Parameters<Login['fail']>[0] = { outcome: 'refused' }, clock = new VirtualClock()): Promise<void> => {
  const login = await attempt(store, password, clock);
  await login.fail(result);
  await login.close();
};

describe.each([
  ['in memory', (): RefusalStore => memoryRefusals()],
  ['in a file', (): RefusalStore => fileRefusals(directory)],
])('the memory of refused passwords, %s', (_name, make) => {
  it('the same password is barred, another one and another user are not', async () => {
    const store = make();
    await refuse(store, 'one');
    expect((await attempt(store, 'one')).result).toMatchObject({ unknown: 'stale' });
    const other = await attempt(store, 'two');
    expect(other.result).toBeUndefined();
    await other.close();
    const user = new Login(DEVICE, { user: 'viewer', password: 'one' }, store, new VirtualClock());
    expect(await user.mayAnswer(REALM)).toBe(true);
  });

  it('it knows the recorder again at another address, and lets another recorder at the same address be', async () => {
    const store = make();
    await refuse(store, 'one');
    expect((await attempt(store, 'one', undefined, { serial: '9Z0', endpoint: '192.168.1.77:80' })).result).toMatchObject({ unknown: 'stale' });
    const replaced = await attempt(store, 'one', undefined, { serial: 'NEW', endpoint: '192.168.1.64:80' });
    expect(replaced.result).toBeUndefined();
  });

  it('a new salt in the realm means that the password was changed: the refusal is void', async () => {
    const store = make();
    const salted = (digit: string): string => `Login to ${digit.repeat(32)}`;
    const first = await attempt(store, 'one', undefined, DEVICE, salted('a'));
    await first.fail({ outcome: 'refused' });
    await first.close();
    const changed = await attempt(store, 'one', undefined, DEVICE, salted('b'));
    expect(changed.result).toBeUndefined();
    await changed.close();
    expect((await attempt(store, 'one', undefined, DEVICE, salted('a'))).result).toMatchObject({ unknown: 'stale' });
  });

  it('another name in the realm voids nothing: a device that renames itself gets the same password once', async () => {
    const store = make();
    await refuse(store, 'one');
    expect((await attempt(store, 'one', undefined, DEVICE, 'Login to other')).result).toMatchObject({ unknown: 'stale' });
  });

  it('an accepted password wipes the refusals of that user', async () => {
    const store = make();
    await refuse(store, 'one');
    const right = await attempt(store, 'two');
    await right.accept();
    await right.close();
    const again = await attempt(store, 'one');
    expect(again.result).toBeUndefined();
  });

  it('with two tries left another password waits for half an hour', async () => {
    const store = make();
    const clock = new VirtualClock();
    await refuse(store, 'one', { outcome: 'refused', triesLeft: 2 }, clock);
    expect((await attempt(store, 'two', clock)).result).toMatchObject({ unknown: 'stale', detail: expect.stringMatching(/^nothing was sent: 2 tries are left/) as string });
    await clock.sleep(1_800_001);
    const later = await attempt(store, 'two', clock);
    expect(later.result).toBeUndefined();
    await later.close();
    expect((await attempt(store, 'one', clock)).result).toMatchObject({ unknown: 'stale' });
  });

  it('a lock bars every password until its end, and says how long that is', async () => {
    const store = make();
    const clock = new VirtualClock();
    await refuse(store, 'right', { outcome: 'locked', lockSeconds: 600 }, clock);
    await clock.sleep(100_000);
    const barred = await attempt(store, 'right', clock);
    expect(barred.result).toEqual({ outcome: 'locked', lockSeconds: 500 });
    await barred.close();
    await clock.sleep(499_500);
    const atLast = await attempt(store, 'right', clock);
    expect(atLast.result).toEqual({ outcome: 'locked', lockSeconds: 1 });
    await atLast.close();
    await clock.sleep(501);
    expect((await attempt(store, 'right', clock)).result).toBeUndefined();
  });

  it('of two runs at once only one may sign in', async () => {
    const store = make();
    const first = await attempt(store, 'one');
    expect((await attempt(store, 'one')).result).toEqual({ unknown: 'not-run', detail: 'another run is signing in to this recorder at this moment' });
    await first.close();
    expect((await attempt(store, 'one')).result).toBeUndefined();
  });

  it('what RPC2 refused is not tried again, though digest accepted it', async () => {
    const store = make();
    const login = await attempt(store, 'one');
    await login.accept();
    expect(await login.mayAnswerRpc(REALM)).toBe(true);
    await login.rpcRefused(REALM);
    await login.close();
    const next = await attempt(store, 'one');
    await next.accept();
    expect(await next.mayAnswerRpc(REALM)).toBe(false);
  });

  it('a record that cannot be read bars the second sign-in too', async () => {
    let damaged = false;
    const store = make();
    const login = await attempt({ ...store, recall: (...key) => (damaged ? Promise.resolve(undefined) : store.recall(...key)) }, 'one');
    await login.accept();
    damaged = true;
    expect(await login.mayAnswerRpc(REALM)).toBe(false);
  });

  it('nothing but a refusal is remembered', async () => {
    const store = make();
    for (const result of [{ outcome: 'busy' }, { outcome: 'in-use' }, { outcome: 'unsupported' }, { unknown: 'timed-out', detail: '' }] as const) {
      await refuse(store, 'one', result);
      const again = await attempt(store, 'one');
      expect(again.result).toBeUndefined();
      await again.close();
    }
  });
});

describe('the file', () => {
  /** The one file of an earlier version. */
  const file = (): string => join(directory, 'refused-logins.json');
  const records = async (): Promise<string[]> => (await readdir(directory)).sort();
  const ONE_RECORD = [expect.stringMatching(/^refused-logins-\d{15}-[0-9a-f]{8}\.json$/)];
  const content = async (): Promise<string> => (await Promise.all((await records()).map((name) => readFile(join(directory, name), 'utf8')))).join('');

  it('is readable by its owner only, holds no password, and no draft or lock stays behind', async () => {
    await refuse(fileRefusals(directory), 'canary-5ecret');
    expect(await records()).toEqual(ONE_RECORD);
    for (const name of await records()) expect((await stat(join(directory, name))).mode & 0o777).toBe(0o600);
    expect(await content()).not.toContain('canary');
  });

  it('the directory is made where it is missing, closed to others', async () => {
    const inner = join(directory, 'state', 'nvr-doctor');
    await refuse(fileRefusals(inner), 'one');
    expect((await stat(inner)).mode & 0o777).toBe(0o700);
  });

  it.each(['', 'not json', '{}', '[1,null,{"device":1}]', `[${' '.repeat(300_000)}]`])('damaged content (%#) is not an empty record: nothing is sent, and the person is told what to do', async (content) => {
    await writeFile(file(), content);
    const login = await attempt(fileRefusals(directory), 'one');
    expect(login.result).toMatchObject({ unknown: 'not-run', detail: expect.stringContaining('refused-logins….json) is damaged; delete it') as unknown });
    expect(await readFile(file(), 'utf8')).toBe(content);
    await rm(file());
    await refuse(fileRefusals(directory), 'one');
    expect((await attempt(fileRefusals(directory), 'one')).result).toMatchObject({ unknown: 'stale' });
  });

  it('grows to two hundred refusals and no further, and the oldest go first', async () => {
    const store = fileRefusals(directory);
    for (let at = 0; at < 205; at++) await store.remember({ device: DEVICE, user: 'admin', protocol: 'digest', realm: REALM, at });
    expect((await records()).length).toBe(200);
    expect((await store.recall(DEVICE, 'admin'))?.map(({ at }) => at)).toEqual(Array.from({ length: 200 }, (_, i) => 204 - i));
  });

  it('runs at several recorders that end at the same moment lose nothing of each other', async () => {
    const devices = Array.from({ length: 8 }, (_, i): DeviceIdentity => ({ endpoint: `192.168.1.${i}:80` }));
    await Promise.all(devices.map((device) => fileRefusals(directory).remember({ device, user: 'admin', protocol: 'digest', realm: REALM, at: 1 })));
    for (const device of devices) expect(await fileRefusals(directory).recall(device, 'admin')).toHaveLength(1);
  });

  it('while one run wipes what it was accepted for, another one writes: both happen', async () => {
    const mine = { endpoint: '192.168.1.1:80' };
    const other = { endpoint: '192.168.1.2:80' };
    const refusal = { user: 'admin', protocol: 'digest', realm: REALM, at: 1 } as const;
    await fileRefusals(directory).remember({ ...refusal, device: mine });
    await Promise.all([fileRefusals(directory).forget(mine, 'admin', 'digest'), fileRefusals(directory).remember({ ...refusal, device: other })]);
    expect(await fileRefusals(directory).recall(mine, 'admin')).toEqual([]);
    expect(await fileRefusals(directory).recall(other, 'admin')).toHaveLength(1);
  });

  it('what an earlier version kept in one file still bars, and is wiped alone', async () => {
    const mine = { user: 'admin', protocol: 'digest', realm: REALM, at: 1, device: DEVICE, password: { salt: 'aa', hash: fileRefusals(directory).hash('one', 'aa') } } as const;
    await writeFile(file(), JSON.stringify([mine, { ...mine, user: 'viewer' }]));
    expect((await attempt(fileRefusals(directory), 'one')).result).toMatchObject({ unknown: 'stale' });
    const right = await attempt(fileRefusals(directory), 'two');
    await right.accept();
    await right.close();
    expect((JSON.parse(await readFile(file(), 'utf8')) as { user: string }[]).map(({ user }) => user)).toEqual(['viewer']);
  });

  it('a record that cannot be read is not overwritten by a new one', async () => {
    await writeFile(file(), 'not json');
    expect(await fileRefusals(directory).remember({ device: DEVICE, user: 'admin', protocol: 'digest', realm: REALM, at: 1 })).toBe(true);
    expect(await readFile(file(), 'utf8')).toBe('not json');
    expect(await fileRefusals(directory).recall(DEVICE, 'admin')).toBeUndefined();
  });

  it('the claim of a run that was killed is void at once, that of a run that lives is not', async () => {
    const store = fileRefusals(directory);
    await store.claim(DEVICE, Date.now());
    const lock = join(directory, (await readdir(directory)).find((name) => name.endsWith('.lock')) ?? '');
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    await writeFile(lock, `${process.ppid} ${hostname()}\n`);
    expect(await store.claim(DEVICE, Date.now())).toBeUndefined();
    await writeFile(lock, `${gone} another-machine\n`);
    expect(await store.claim(DEVICE, Date.now())).toBeUndefined();
    await writeFile(lock, `${gone} ${hostname()}\n`);
    const release = await store.claim(DEVICE, Date.now());
    expect(release).toBeDefined();
    await release?.();
    expect(await readdir(directory)).toEqual([]);
  });

  const lock = async (): Promise<string> => join(directory, (await readdir(directory)).find((name) => name.endsWith('.lock')) ?? '');

  it('a lock that a dead run left behind holds for a minute', async () => {
    const store = fileRefusals(directory);
    const now = Date.now();
    expect(await store.claim(DEVICE, now)).toBeDefined();
    expect(await store.claim(DEVICE, now)).toBeUndefined();
    const made = (seconds: number): Promise<void> => lock().then((file) => utimes(file, now / 1000 - seconds, now / 1000 - seconds));
    await made(59);
    expect(await store.claim(DEVICE, now)).toBeUndefined();
    await made(60);
    expect(await store.claim(DEVICE, now)).toBeDefined();
  });

  it('a run that was thought dead and ends late does not take the lock of its successor with it', async () => {
    const store = fileRefusals(directory);
    const now = Date.now();
    const late = await store.claim(DEVICE, now);
    await utimes(await lock(), now / 1000 - 61, now / 1000 - 61);
    const successor = await store.claim(DEVICE, now);
    await late?.();
    expect(await store.claim(DEVICE, now)).toBeUndefined();
    await successor?.();
    expect(await readdir(directory)).toEqual([]);
  });

  it('a directory that cannot be made: the run goes on, and says that it cannot remember', async () => {
    await writeFile(join(directory, 'taken'), '');
    const login = await attempt(fileRefusals(join(directory, 'taken')), 'one');
    expect(login.result).toBeUndefined();
    await login.fail({ outcome: 'refused' });
    expect(login.cannotRemember).toBe(true);
    await login.close();
  });

  it('a whole run remembers through its state directory, and keeps nothing secret there', async () => {
    const login = { user: 'admin', password: 'canary-5ecret-wrong' };
    const home = house();
    const recorder = await placeRecorder(home);
    expect((await diagnose(home.laptop, { login, stateDirectory: directory })).value('recorder.login.outcome')).toBe('refused');
    const other = Object.create(home.laptop) as typeof home.laptop;
    expect((await diagnose(other, { login, stateDirectory: directory })).why('recorder.login.outcome')).toMatch(/^stale/);
    expect(recorder.device.counters.refusedLogins).toBe(1);
    expect(await content()).not.toContain('canary');
    expect(await records()).toEqual(ONE_RECORD);
  });
});

it.each([
  [{ outcome: 'locked', lockSeconds: 1801 }, 'locked for 31 minutes'],
  [{ outcome: 'locked', lockSeconds: 1 }, 'locked for 1 second'],
  [{ outcome: 'locked' }, 'locked'],
  [{ outcome: 'refused', triesLeft: 1 }, 'refused; one try is left'],
  [{ outcome: 'busy', triesLeft: 1 }, 'busy'],
] as const)('%j reads "%s"', (signIn, text) => {
  expect(signInText(signIn)).toBe(text);
});

describe('credentials before they are sent', () => {
  it.each([
    [{ user: 'admin', password: 'Test-1234' }, []],
    [{ user: 'admin', password: 'Test-1234\n' }, ['the password begins or ends with a blank or line end']],
    [{ user: 'admin ', password: 'x' }, ['the user name is empty, or begins or ends with a blank']],
    [{ user: 'admin', password: 'pässwort' }, ['the password has characters that recorders read in different ways']],
    [{ user: 'admin', password: '' }, ['the password is empty']],
  ])('%j', (credentials, concerns) => {
    expect(credentialConcerns(credentials)).toEqual(concerns);
  });

  it.each([{ user: 'a\r\nX: y', password: 'p' }, { user: 'admin', password: 'a\0b' }, { user: '', password: 'p' }, { user: 'admin', password: '' }])('%j is never sent, confirmed or not', async (credentials) => {
    const login = new Login(DEVICE, { ...credentials, confirmed: true }, memoryRefusals(), new VirtualClock());
    expect(await login.mayAnswer(REALM)).toBe(false);
  });
});

describe('telling recorders apart', () => {
  it.each([
    [{ serial: 'A', endpoint: 'x' }, { serial: 'A', endpoint: 'y' }, true],
    [{ serial: 'A', endpoint: 'x' }, { serial: 'B', endpoint: 'x' }, false],
    [{ serial: 'A', mac: 'm', endpoint: 'x' }, { mac: 'm', endpoint: 'y' }, true],
    [{ serial: 'A', endpoint: 'x' }, { endpoint: 'x' }, true],
    [{ endpoint: 'x' }, { endpoint: 'y' }, false],
  ])('%j and %j: %s', (a, b, same) => {
    expect(sameDevice(a, b)).toBe(same);
  });
});
