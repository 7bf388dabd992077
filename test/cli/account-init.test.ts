import { spawn } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nvrDoctor } from './cli.js';
import type { Run } from './cli.js';
import { ANSWERS, INIT_SECRETS, SECRET, Story, Workshop } from './account-support.js';
import { HAS_TERMINAL, KEY, talk } from './terminal.js';
import { feed } from '../feed.js';

let shop: Workshop;
beforeAll(async () => {
  shop = await Workshop.open();
});
afterAll(() => shop.close());

const init = (file: string, answers: string, input: string, ...more: string[]): ReturnType<Workshop['run']> => shop.run(['account', 'init', '--virtual', file, '--answers', answers, '--secrets-stdin', ...more], { input });
const secrets = (change: object): string => JSON.stringify({ ...(JSON.parse(INIT_SECRETS) as object), ...change });

describe('account init for a real recorder', () => {
  it('prints the guide in 80 columns, in the order of the pages, with the step that matters most', async () => {
    const run = await shop.run(['account', 'init', '--print']);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(Math.max(...run.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(run.stdout.replace(/\s+/g, ' ')).toMatch(/location.*NTSC in the United States.*Time Zone.*Prompt Question.*at least 4 of the 9 dots, or click Skip.*THE MOST IMPORTANT STEP.*three question fields.*Save.*auto-update.*No update server.*general.*NTP and DST.*network.*P2P.*basic.*encode.*schedule.*Thank you for purchasing our product.*Afterwards.*Status is Online.*second administrator/);
    await expect(run.stdout).toMatchFileSnapshot('transcripts/account-init-guide.txt');
  });

  it('without a terminal says what to give', async () => {
    expect(await shop.run(['account', 'init'])).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('--print') });
    expect(await shop.run(['account', 'init', '--virtual', 'none.json'])).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('--answers FILE') });
    expect(await shop.files()).toEqual([]);
  });

  it.each([
    [['--answers', 'a.yaml'], /--answers is for a virtual recorder/],
    [['--at', '+1d'], /--at is for a virtual recorder/],
    [['--virtual', 'r.json', '--answers', 'a.yaml'], /belong together/],
    [['--virtual', 'nowhere/r.json', '--answers', 'missing.yaml', '--secrets-stdin'], /missing\.yaml: The file does not exist/],
  ])('%j is wrong usage', async (more, message) => {
    const run = await shop.run(['account', 'init', ...more]);
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toMatch(message);
  });
});

describe('account init of a virtual recorder from a file', () => {
  it('first initialisation', async () => {
    await shop.write('answers.yaml', ANSWERS);
    const story = new Story();
    const run = story.tell(['account', 'init', '--virtual', 'first.json', '--answers', 'answers.yaml', '--secrets-stdin'], await init('first.json', 'answers.yaml', INIT_SECRETS));
    expect(run).toMatchObject({ code: 0, stderr: '' });
    const again = story.tell(['account', 'init', '--virtual', 'first.json', '--answers', 'answers.yaml', '--secrets-stdin'], await init('first.json', 'answers.yaml', INIT_SECRETS));
    expect(again.code).toBe(2);
    // The clock goes on while the test runs.
    await expect(story.text.replace(/14:3\d:\d\d/, '14:30:00')).toMatchFileSnapshot('transcripts/account-init.txt');
    expect((await stat(path.join(shop.folder, 'first.json'))).mode & 0o777).toBe(0o600);
    await shop.expectNoSecretInFiles();
  });

  it('tells the same as JSON, with the pages of the startup wizard that the file changes', async () => {
    await shop.write('wizard.yaml', `${ANSWERS}wizard: { p2p: { enabled: false }, general: { deviceName: Garage } }\n`);
    const run = await init('wizard.json', 'wizard.yaml', INIT_SECRETS, '--json', '--serial', '9Z0AAAAPAZ00077');
    expect(JSON.parse(run.stdout)).toMatchObject({ serial: '9Z0AAAAPAZ00077', pattern: true, questions: true, hint: true, setup: { country: 'US', videoStandard: 'NTSC', timeZone: 'America/New_York' }, wizard: { p2p: { enabled: false }, general: { deviceName: 'Garage', autoLogoutMinutes: 10 } } });
  });

  it.each([
    ['PAL in the United States', ANSWERS.replace('NTSC', 'PAL'), {}, /location\.videoStandard: In the United States the video standard must be NTSC/],
    ['a time zone that does not exist', ANSWERS.replace('America/New_York', 'America/Springfield'), {}, /time\.timeZone/],
    ['a short password', ANSWERS, { password: 'Canary1' }, /password\.password: A password has at least 8 characters/],
    ['two passwords that differ in letter case', ANSWERS, { confirm: SECRET.password.toLowerCase() }, /not the same; capitals and small letters count/],
    ['a hint that says the password', ANSWERS.replace('where we met', 'Canary-4711'), {}, /password\.hint/],
    ['three dots', ANSWERS, { pattern: '145' }, /at least 4 of the 9 dots/],
    ['a second drawing that differs', ANSWERS, { patternAgain: '1478964' }, /not the same as the first/],
    ['two answers', ANSWERS, { answers: ['CanaryRex', 'Canary Finch'] }, /Answer 3 is empty/],
    ['a wizard page that cannot be', `${ANSWERS}wizard: { network: { dhcp: false, fixed: {} } }\n`, {}, /`wizard\.network`/],
    ['frames that the video standard does not give', `${ANSWERS}wizard: { encode: { framesPerSecond: 99 } }\n`, {}, /wizard\.encode\.framesPerSecond/],
  ])('refuses %s, and leaves no recorder behind', async (name, answers, change, message) => {
    const file = `${name.replaceAll(' ', '-')}.json`;
    await shop.write('bad.yaml', answers);
    // The hint of this case is the canary itself, and stands in the answers file.
    const run = await nvrDoctor(['account', 'init', '--virtual', file, '--answers', 'bad.yaml', '--secrets-stdin'], { cwd: shop.folder, input: secrets(change) });
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toMatch(message);
    expect(run.stderr).not.toMatch(/canary/i);
    expect(await shop.files()).not.toContain(file);
  });

  it.each([
    ['a secret in the answers file', `${ANSWERS}password: Canary-4711\n`, INIT_SECRETS, /looks like a secret/],
    ['an answer of no name', `${ANSWERS}colour: green\n`, INIT_SECRETS, /no answer of this name: "colour"/],
    ['no schema', 'location: {}\n', INIT_SECRETS, /does not name its schema/],
    ['nothing on standard input', ANSWERS, '', /nothing on standard input/],
    ['no JSON there', ANSWERS, 'Canary-4711', /not JSON/],
    ['a secret in place of a name', ANSWERS, '{"Canary-4711": "x"}', /knows no secret of one of these names/],
    ['a number as password', ANSWERS, '{"password": 47114711}', /"password" must be text/],
    ['no pattern', ANSWERS, JSON.stringify({ password: SECRET.password, answers: SECRET.answers }), /"pattern" is missing/],
    ['more than fits', ANSWERS, `{"password": "${'x'.repeat(20_000)}"}`, /too much/],
  ])('tells %s without showing it', async (_name, answers, input, message) => {
    await shop.write('odd.yaml', answers);
    const run = await init('odd.json', 'odd.yaml', input);
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toMatch(message);
    expect(await shop.files()).not.toContain('odd.json');
  });

  it('takes up a recorder that was begun, and keeps the secrets out of the list of processes', async () => {
    await shop.write('answers.yaml', ANSWERS);
    const child = spawn(process.execPath, [path.resolve(process.env['NVR_DOCTOR_CLI'] ?? 'dist/cli.js'), 'account', 'init', '--virtual', 'ps.json', '--answers', 'answers.yaml', '--secrets-stdin'], { cwd: shop.folder, stdio: ['pipe', 'ignore', 'ignore'] });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    child.stdin.write(INIT_SECRETS.slice(0, 60));
    const listed = await readFile(`/proc/${child.pid}/cmdline`, 'utf8').catch(() => '');
    feed(child, INIT_SECRETS.slice(60));
    expect(await ended).toBe(0);
    expect(listed).not.toMatch(/canary/i);
    await shop.expectNoSecretInFiles();
  });
});

/** As a process leaves it that was killed in the startup wizard. */
async function killedInWizard(name: string): Promise<string> {
  const file = await shop.recorder(name);
  const recorder = JSON.parse(await shop.read(file)) as { ahead: number; accounts: object };
  const now = Date.now() + recorder.ahead;
  const session = { id: 'screen', user: 'admin', address: 'Local', client: 'Local', since: now, expiresAt: now + 600_000 };
  return shop.write(name, JSON.stringify({ ...recorder, accounts: { ...recorder.accounts, wizard: null, sessions: [session] } }));
}

describe('a startup wizard that was killed', { timeout: 60_000 }, () => {
  it('shuts the screen until its clock has gone on for ten minutes', async () => {
    const file = await killedInWizard('killed.json');
    expect(await shop.account('users list', SECRET.password, '--virtual', file)).toMatchObject({ code: 1, stdout: expect.stringContaining('--logout') });
    expect(await shop.account('users list', SECRET.password, '--virtual', file, '--at', '+10m')).toMatchObject({ code: 0 });
  });

  it.each([['while the menu is still open', []], ['after it has signed out', ['--at', '+10m']]])('is finished by the answers file %s', async (_, more) => {
    const file = await killedInWizard(`finish-${more.length}.json`);
    await shop.write('answers.yaml', `${ANSWERS}wizard: { p2p: { enabled: false } }\n`);
    const finish = (secrets: string): Promise<Run> => shop.run(['account', 'init', '--virtual', file, '--answers', 'answers.yaml', '--secrets-stdin', ...more], { input: secrets });
    if (more.length > 0) {
      expect(await finish(JSON.stringify({ password: SECRET.wrong }))).toMatchObject({ code: 2, stdout: '' });
      expect(JSON.parse(await shop.read(file))).toMatchObject({ accounts: { accounts: [{ failures: 1 }], wizard: null } });
    }
    const run = await finish(INIT_SECRETS);
    expect(run, run.stderr).toMatchObject({ code: 0 });
    expect(run.stdout.replace(/\s+/g, ' ')).toContain('only the startup wizard was filled in');
    expect(JSON.parse(await shop.read(file))).toMatchObject({ accounts: { sessions: [], wizard: { p2p: { enabled: false } } } });
  });
});

describe.skipIf(!HAS_TERMINAL)('account init on a terminal', { timeout: 60_000 }, () => {
  const ASK = ['account', 'init', '--virtual', 'mine.json'];

  it('page by page with Back; Ctrl-C saves nothing of the recorder, and it is taken up again', async () => {
    const first = await talk(
      ASK,
      [
        ['Location', KEY.enter],
        ['Language', KEY.enter],
        ['Video Standard', KEY.enter],
        ['2/5', ''],
        ['This page', KEY.down + KEY.enter],
        ['Next: keep', KEY.enter],
        ['2/5', ''],
        ['This page', KEY.enter],
        ['Time Zone', `America/New_York${KEY.enter}`],
        ['as the recorder shall show', KEY.enter],
        ['3/5', ''],
        ['This page', KEY.enter],
        ['Password of admin', `${SECRET.password}${KEY.enter}`],
        ['Confirm', `${SECRET.wrong}${KEY.enter}`],
        ['Prompt Question', KEY.enter],
        ['not the same', ''],
        ['Password of admin', `${SECRET.password}${KEY.enter}`],
        ['Confirm', `${SECRET.password}${KEY.enter}`],
        ['Prompt Question', `where we met${KEY.enter}`],
        ['4/5', ''],
        ['This page', KEY.ctrlC],
      ],
      shop.folder,
    );
    expect(first.code).toBe(130);
    expect(first.screen).not.toMatch(/canary/i);
    const left = JSON.parse(await shop.read('mine.json')) as { accounts: { initialized: boolean; accounts: unknown[] }; drafts: { initialisation: { at: string } } };
    expect(left.accounts).toMatchObject({ initialized: false, accounts: [] });
    expect(left.drafts.initialisation.at).toBe('pattern');
    await shop.expectNoSecretInFiles();
    expect(await shop.account('login', SECRET.password, '--virtual', 'mine.json')).toMatchObject({ code: 1, stdout: expect.stringContaining('not set up yet') });

    const second = await talk(
      ASK,
      [
        ['Going on where it was left', ''],
        ['4/5', ''],
        ['This page', KEY.enter],
        ['Draw a pattern', KEY.enter],
        ['7  8  9', `${SECRET.pattern}${KEY.enter}`],
        ['Draw it again', `${SECRET.pattern}${KEY.enter}`],
        ['5/5', ''],
        ['This page', KEY.enter],
        ['three questions', KEY.enter],
        ['Question 1', KEY.enter],
        ['Answer', `${SECRET.answers[0]}${KEY.enter}`],
        ['Question 2', KEY.enter],
        ['Answer', `${SECRET.answers[1]}${KEY.enter}`],
        ['Question 3', KEY.enter],
        ['Answer', `${SECRET.answers[2]}${KEY.enter}`],
        ['All pages are filled in', KEY.enter],
        ...[1, 2, 3, 4, 5, 6, 7, 8].flatMap((page): [string, string][] => [[`Startup Wizard ${page}/8`, ''], ['This page', KEY.enter]]),
        ['is set up', ''],
      ],
      shop.folder,
    );
    expect(second.code).toBe(0);
    expect(second.screen).not.toMatch(/canary/i);
    expect(second.screen).not.toContain(SECRET.pattern);
    expect(second.screen).toContain('Thank you for purchasing our product');
    await shop.expectNoSecretInFiles();
    expect(await shop.account('login', SECRET.password, '--virtual', 'mine.json')).toMatchObject({ code: 0 });
  });

  it('Ctrl-C in the startup wizard leaves nobody signed in at the screen, and the pages go on later', async () => {
    const file = await killedInWizard('left.json');
    const left = await talk(['account', 'init', '--virtual', file], [['Startup Wizard 1/8', ''], ['This page', KEY.enter], ['Startup Wizard 2/8', ''], ['This page', KEY.ctrlC]], shop.folder);
    expect(left.code).toBe(130);
    expect(JSON.parse(await shop.read(file))).toMatchObject({ accounts: { sessions: [], wizard: null }, drafts: { wizard: { at: 'general' } } });
    expect(await shop.account('login', SECRET.password, '--virtual', file)).toMatchObject({ code: 0 });
    const on = await talk(['account', 'init', '--virtual', file], [['Password of "admin"', `${SECRET.password}${KEY.enter}`], ['Startup Wizard 2/8', ''], ['This page', KEY.ctrlC]], shop.folder);
    expect(on.code).toBe(130);
  });

  it('follows the guide step by step, and keeps how far it came', async () => {
    const step = (number: number, key: string): [string, string][] => [[`${number}/20`, ''], ['At the recorder', key]];
    const first = await talk(['account', 'init'], [...step(1, KEY.enter), ...step(2, KEY.enter), ...step(3, KEY.ctrlC)], shop.folder);
    expect(first.code).toBe(130);
    expect(first.screen).toContain('nvr-doctor account init --resume');
    expect(JSON.parse(await shop.read('recorder-setup.json'))).toMatchObject({ guide: 'account-init', done: ['location', 'time'] });
    expect(await talk(['account', 'init'], [], shop.folder)).toMatchObject({ code: 2 });
    const second = await talk(['account', 'init', '--resume'], [...step(3, KEY.down + KEY.enter), ...step(2, KEY.ctrlC)], shop.folder);
    expect(second.code).toBe(130);
    expect(JSON.parse(await shop.read('recorder-setup.json'))).toMatchObject({ done: ['location'] });
  });
});
