import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askAll } from '../../src/cli/settings-ask.js';
import type { Reply } from '../../src/cli/settings-prompts.js';
import type { FactPath } from '../../src/facts/dictionary.js';
import { Answers, openQuestions } from '../../src/recorders/settings-file/form.js';
import { MENU_ORDER } from '../../src/recorders/settings-file/menu.js';
import type { Report } from '../../src/report/document.js';
import { nvrDoctor } from './cli.js';
import { HAS_TERMINAL, KEY, talk } from './terminal.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'nvr-doctor-settings-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const saved = async (name: string, ...lines: string[]): Promise<string> => {
  const file = path.join(folder, name);
  await writeFile(file, ['schema: nvr-doctor/facts@1', 'at: 2026-11-20T08:00:00Z', 'facts:', ...lines.map((line) => `  ${line}`), ''].join('\n'));
  return file;
};

describe('doctor --settings', () => {
  it('finds what only a sign-in would tell', async () => {
    const file = await saved('p2p.yaml', 'recorder.p2p.enabled: no', 'recorder.upnp.enabled: no', 'recorder.ddns.enabled: no');
    const run = await nvrDoctor(['--network', 'no-credentials-inconclusive', '--method', 'p2p', '--settings', file, '--json']);
    const report = JSON.parse(run.stdout) as Report;
    expect(report.causes[0]?.id).toBe('p2p-disabled');
    expect(report.facts['recorder.p2p.enabled']).toMatchObject({ value: false, source: 'settings-file', at: '2026-11-20T08:00:00.000Z' });
  });

  it('takes the time of the file where it says none', async () => {
    const file = path.join(folder, 'undated.yaml');
    await writeFile(file, 'schema: nvr-doctor/facts@1\nfacts: { recorder.p2p.enabled: true }\n');
    const run = await nvrDoctor(['--network', 'no-credentials-inconclusive', '--settings', file, '--json']);
    expect((JSON.parse(run.stdout) as Report).facts['recorder.p2p.enabled']?.at).toBe(new Date(Math.floor((await stat(file)).mtimeMs)).toISOString());
  });

  it('ends with all faults and exit code 2 before anything is looked at', async () => {
    const file = await saved('faulty.yaml', 'recorder.p2p.enabeld: no', 'recorder.ddns.password: hunter2', 'access.method: p2p');
    const run = await nvrDoctor(['--network', 'nowhere', '--settings', file]);
    expect(run).toMatchObject({ stdout: '', code: 2 });
    expect(run.stderr).toContain('3 things are wrong in this file.');
    expect(run.stderr).toContain(`${file}:4:3: There is no fact "recorder.p2p.enabeld". Did you mean "recorder.p2p.enabled"?`);
    expect(run.stderr).toContain(`${file}:5:3: This looks like a secret ("password").`);
    expect(run.stderr).not.toContain('hunter2');
  });

  it.each([
    ['a folder', () => folder, /This is a folder/],
    ['nothing', () => path.join(folder, 'missing.yaml'), /does not exist.*settings ask/],
    ['a device', () => '/dev/zero', /device or a pipe/],
  ])('refuses %s', async (_name, file, message) => {
    const run = await nvrDoctor(['--network', 'healthy-p2p', '--settings', file()]);
    expect(run).toMatchObject({ stdout: '', code: 2 });
    expect(run.stderr).toMatch(message);
  });

  it('refuses text that is not UTF-8, and more than a megabyte', async () => {
    const [latin, big] = [path.join(folder, 'latin.yaml'), path.join(folder, 'big.yaml')];
    await writeFile(latin, Buffer.from([0x73, 0xe9, 0x0a]));
    await writeFile(big, ' '.repeat(1_048_577));
    expect((await nvrDoctor(['--network', 'healthy-p2p', '--settings', latin])).stderr).toMatch(/not text in UTF-8/);
    expect((await nvrDoctor(['--network', 'healthy-p2p', '--settings', big])).stderr).toMatch(/too big/);
  });
});

describe('settings check', () => {
  it('says what a file holds, in words and as JSON', async () => {
    const file = await saved('good.yaml', 'recorder.network.gateway: 0.0.0.0', 'recorder.p2p.status: { unknown: not-run }');
    const [words, json] = await Promise.all([nvrDoctor(['settings', 'check', file]), nvrDoctor(['settings', 'check', file, '--json'])]);
    expect(words).toMatchObject({ code: 0, stderr: '' });
    expect(words.stdout.replace(/\s+/g, ' ')).toContain("a settings file with 1 setting, 1 not known. the recorder's gateway: null");
    expect(JSON.parse(json.stdout)).toMatchObject({ form: 'facts', facts: [{ path: 'recorder.network.gateway', value: null }, { path: 'recorder.p2p.status', unknown: { reason: 'not-run' } }] });
  });

  it('reads text that a recorder printed, and warns of what is secret in it', async () => {
    const file = path.join(folder, 'export.txt');
    await writeFile(file, 'table.UPnP.Enable=true\r\ntable.DDNS[0].Enable=true\r\ntable.DDNS[0].Protocol=NO-IP DDNS\r\ntable.DDNS[0].HostName=site.example.net\r\ntable.DDNS[0].Password=hunter2\r\n');
    const run = await nvrDoctor(['settings', 'check', file]);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('"site.example.net"');
    expect(run.stderr).toContain('Delete them before you send this file');
    expect(run.stdout + run.stderr).not.toContain('hunter2');
  });

  it('ends with exit code 2 for a file with a fault', async () => {
    expect(await nvrDoctor(['settings', 'check', await saved('bad.yaml', 'recorder.ports.tcp: many')])).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('settings ask without a terminal', () => {
  it('says what to do instead', async () => {
    const run = await nvrDoctor(['settings', 'ask'], { cwd: folder });
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toMatch(/need a terminal.*--print/);
  });

  it('prints a form in 80 columns, in the order of the menus, for this way to the cameras', async () => {
    const [p2p, lan] = await Promise.all([nvrDoctor(['settings', 'ask', '--print', '--method', 'p2p']), nvrDoctor(['settings', 'ask', '--print', '--method', 'lan-ip'])]);
    expect(p2p).toMatchObject({ code: 0, stderr: '' });
    expect(Math.max(...p2p.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(p2p.stdout).toMatch(/Network > TCP\/IP[^]*IP Address[^]*Network > P2P[^]*Network > UPnP[^]*Date & Time[^]*System > Account/);
    expect(p2p.stdout).toContain('Preferred DNS');
    expect(lan.stdout).not.toContain('Preferred DNS');
  });

  it('leaves out what a look around shows, and what a report or a file holds', async () => {
    const look = await nvrDoctor(['settings', 'ask', '--print', '--method', 'p2p', '--network', 'no-credentials-static-recorder', '--quiet']);
    expect(look.stdout).not.toContain('Default Gateway');
    expect(look.stdout).toContain('P2P: Enable');
    const report = path.join(folder, 'report.json');
    await nvrDoctor(['--network', 'healthy-p2p', '--json', '--output', report]);
    const [afterReport, afterFile] = await Promise.all([nvrDoctor(['settings', 'ask', '--print', '--known', report]), nvrDoctor(['settings', 'ask', '--print', '--method', 'p2p', '--known', await saved('known.yaml', 'recorder.p2p.enabled: true')])]);
    expect(afterReport.stdout).not.toContain('P2P: Enable');
    expect(afterFile.stdout).not.toContain('P2P: Enable');
    expect(afterFile.stdout).toContain('Status');
  });

  it('refuses a file of known facts that is none', async () => {
    const file = path.join(folder, 'odd.json');
    await writeFile(file, '{"schema":"nvr-doctor/report@1"}');
    expect((await nvrDoctor(['settings', 'ask', '--print', '--known', file])).stderr).toMatch(/holds no facts/);
  });
});

describe('the guided form', () => {
  const questions = (...paths: FactPath[]): ReturnType<typeof openQuestions> => openQuestions(new Set(paths), () => false);
  const play = async (answers: Answers, paths: readonly FactPath[], replies: readonly Reply[]): Promise<{ asked: string[]; saves: number; end: string }> => {
    const left = [...replies];
    const asked: string[] = [];
    let saves = 0;
    const end = await askAll(questions(...paths), answers, async ({ path: asks }, { canGoBack }) => (asked.push(`${asks}${canGoBack ? '' : ' (first)'}`), left.shift() ?? 'cancel'), async () => void saves++);
    return { asked, saves, end };
  };
  const known = (answers: Answers): Record<string, unknown> => Object.fromEntries(answers.observations().map((o) => [o.path, o.value === undefined ? o.unknown?.reason : o.value]));
  const DDNS = ['recorder.ddns.enabled', 'recorder.ddns.hostname', 'recorder.upnp.enabled'] as const;

  it('does not ask what an earlier answer settles, and notes what follows from it', async () => {
    const answers = new Answers([], 1000);
    const { asked, end } = await play(answers, DDNS, [{ values: [['recorder.ddns.enabled', false]] }, 'skip']);
    expect(asked).toEqual(['recorder.ddns.enabled (first)', 'recorder.upnp.enabled']);
    expect(known(answers)).toEqual({ 'recorder.ddns.enabled': false, 'recorder.ddns.hostname': null, 'recorder.upnp.enabled': 'not-run' });
    expect(end).toBe('done');
  });

  it('goes back and takes what followed from the old answer with it', async () => {
    const answers = new Answers([], 1000);
    const { asked } = await play(answers, DDNS, [{ values: [['recorder.ddns.enabled', false]] }, 'back', { values: [['recorder.ddns.enabled', true]] }, { values: [['recorder.ddns.hostname', 'a.example']] }, 'skip']);
    expect(asked).toEqual(['recorder.ddns.enabled (first)', 'recorder.upnp.enabled', 'recorder.ddns.enabled (first)', 'recorder.ddns.hostname', 'recorder.upnp.enabled']);
    expect(known(answers)).toMatchObject({ 'recorder.ddns.enabled': true, 'recorder.ddns.hostname': 'a.example' });
  });

  it('has saved every answer when it is broken off', async () => {
    const answers = new Answers([], 1000);
    expect(await play(answers, DDNS, [{ values: [['recorder.ddns.enabled', true]] }, 'cancel'])).toMatchObject({ saves: 1, end: 'cancelled' });
    expect(known(answers)).toEqual({ 'recorder.ddns.enabled': true });
  });

  it('comes to an end whatever is answered', async () => {
    const answers = new Answers([], 1000);
    expect((await play(answers, MENU_ORDER, MENU_ORDER.map(() => 'skip' as const))).end).toBe('done');
  });
});

describe.skipIf(!HAS_TERMINAL)('settings ask on a terminal', { timeout: 60_000 }, () => {
  const ASK = ['settings', 'ask', '--method', 'lan-ip', '--output', 'mine.yaml'];

  it('checks an answer at once, goes back, keeps what was answered on Ctrl-C, and goes on later', async () => {
    const first = await talk(
      ASK,
      [
        ['DHCP', KEY.down + KEY.enter],
        ['IP Address', `192.168.1${KEY.enter}`],
        ['cannot be: it is an address', `.64${KEY.enter}`],
        ['Subnet Mask', `back${KEY.enter}`],
        ['IP Address', `192.168.1.65${KEY.enter}`],
        ['Subnet Mask', KEY.ctrlC],
      ],
      folder,
    );
    expect(first.code).toBe(130);
    expect(first.screen).toContain('Go on with: nvr-doctor settings ask --resume --output mine.yaml');
    const file = path.join(folder, 'mine.yaml');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).toMatch(/recorder\.network\.dhcp: false\n[^]*recorder\.network\.address: "192\.168\.1\.65"\n$/);

    const refused = await talk(ASK, [], folder);
    expect(refused.code).toBe(2);
    expect(refused.screen).toMatch(/mine\.yaml: This file exists already\. Go on with it \(--resume\)/);

    const second = await talk([...ASK, '--resume'], [['Subnet Mask', `255.255.255.0${KEY.enter}`], ['Default Gateway', KEY.enter], ['3/', KEY.ctrlC]], folder);
    expect(second.code).toBe(130);
    expect(second.screen).not.toContain('IP Address');
    const checked = await nvrDoctor(['settings', 'check', file, '--json']);
    expect((JSON.parse(checked.stdout) as { facts: { path: string; value?: unknown }[] }).facts.map(({ path: name, value }) => [name, value])).toEqual([
      ['recorder.network.dhcp', false],
      ['recorder.network.address', '192.168.1.65'],
      ['recorder.network.prefix', 24],
      ['recorder.network.gateway', undefined],
    ]);
  });

  it('writes nothing where nothing was answered', async () => {
    const run = await talk(['settings', 'ask', '--output', 'none.yaml'], [['How was the recorder added', KEY.enter], ['DHCP', KEY.ctrlC]], folder);
    expect(run.code).toBe(130);
    await expect(stat(path.join(folder, 'none.yaml'))).rejects.toThrow();
  });
});
