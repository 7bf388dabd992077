/** An option that a command does not use is refused there and not shown in its help; a value that cannot be is refused wherever it is given. */
import { describe, expect, it } from 'vitest';
import { nvrDoctor } from './cli.js';

/** What each command takes of the options that several commands have. */
const TAKEN: Readonly<Record<string, string>> = {
  doctor: 'format json network output rules strict timeout',
  report: 'format json network output rules strict timeout',
  analyze: 'format json output rules strict',
  compare: 'format json output rules strict',
  triage: 'format json output rules strict',
  capture: 'format json network output timeout',
  'account status': 'format json network output',
  'account init': 'format json output',
  'lab list': 'format json output',
  'lab run': 'format json output rules strict',
  'lab serve': 'format json output',
  'outside check': 'format json output',
  'outside serve': '',
  'rules list': 'format json output rules strict',
  'rules explain': 'format json network output rules strict',
  'rules lint': 'format json output rules',
  'rules new': 'output rules',
  'settings ask': 'network output rules strict',
  'settings check': 'format json output',
};
const SHARED = /--(format|json|network|output|rules|strict|timeout)\b/g;

/** The options of a help page: each with the names that it is shown under. */
function shown(help: string): string[] {
  return help.split('\n').flatMap((line) => /^ {2,6}((?:-\w, )*--[\w-]+)(?: |$)/.exec(line)?.[1] ?? []);
}

describe('the help of a command', () => {
  it.each(Object.entries(TAKEN))('%s shows the options that it takes, each once', async (command, taken) => {
    const { stdout, code } = await nvrDoctor([...command.split(' '), '--help']);
    expect(code).toBe(0);
    const options = shown(stdout);
    expect(options.filter((option) => /(-\w), \1/.test(option))).toEqual([]);
    expect([...new Set(options.join(' ').match(SHARED))].toSorted().map((option) => option.slice(2)).join(' ')).toBe(taken);
  });

  it.each([
    ['report', '"html", "json"'],
    ['compare', '"text", "json", "markdown"'],
    ['lab list', '"text", "json"'],
  ])('%s names the forms that it has: %s', async (command, forms) => {
    expect((await nvrDoctor([...command.split(' '), '--help'])).stdout.replace(/\s+/g, ' ')).toContain(`[choices: ${forms}]`);
  });
});

describe('an option that a command does not use', () => {
  it.each([
    ['analyze report.json --network line-down', '--network', 'analyze'],
    ['analyze report.json --timeout 5', '--timeout', 'analyze'],
    ['rules list --network healthy-p2p', '--network', 'rules list'],
    ['outside check http://192.0.2.1:8787 --port 80 --network healthy-p2p', '--network', 'outside check'],
    ['--network healthy-p2p lab list', '--network', 'lab list'],
    ['account users list --timeout 5', '--timeout', 'account users list'],
    ['rules new recorder/mine --json', '--json', 'rules new'],
  ])('%s', async (line, option, command) => {
    expect(await nvrDoctor(line.split(' '))).toEqual({ stdout: '', stderr: `nvr-doctor: The option ${option} does not belong to "${command}". See: nvr-doctor ${command} --help\n`, code: 2 });
  });
});

describe('a value that cannot be', () => {
  it.each([
    ['lab list --language de', '--language cannot be "de".'],
    ['rules list --json --format text', '--json and --format text contradict each other.'],
    ['rules list --output missing/list.txt', 'missing/list.txt: The file cannot be written.'],
    ['report --format text', '--format cannot be "text". It is one of: html, json.'],
    ['capture --timeout abc', '--timeout cannot be "abc".'],
    ['--stun a:b', '--stun cannot be "a:b".'],
    ['--stun 192.0.2.1:99999', '--stun cannot be "192.0.2.1:99999".'],
    ['--stun 192.0.2.1:0', '--stun cannot be "192.0.2.1:0".'],
    ['--resolver 192.0.2.1:53', '--resolver cannot be "192.0.2.1:53".'],
    ['--outside http://192.0.2.1:99999', '--outside cannot be "http://192.0.2.1:99999".'],
    ['completion fish', 'There is no completion for "fish". There is one for bash and zsh'],
  ])('%s', async (line, what) => {
    const run = await nvrDoctor([...line.split(' '), ...(line.startsWith('--') ? ['--network', 'healthy-p2p'] : [])]);
    expect(run).toMatchObject({ stdout: '', code: 2 });
    expect(run.stderr).toMatch(/^nvr-doctor: [^\n]*\n$/);
    expect(run.stderr).toContain(what);
  });

  it.each(['Healthy-P2P', 'healthy-p2p.yaml', 'fixtures/healthy-p2p.yml', 'healthy-p2'])('a home that is called %s leads to its name', async (name) => {
    for (const args of [['--network', name], ['lab', 'run', name]]) expect(await nvrDoctor(args)).toMatchObject({ stderr: `nvr-doctor: There is no fixture network "${name}". Did you mean "healthy-p2p"?\n`, code: 2 });
  });
});

it.each([
  ['bash', 'complete -o'],
  ['zsh', '#compdef nvr-doctor'],
])('completion %s prints the script of that shell, whichever is in use', async (shell, words) => {
  for (const inUse of ['/bin/bash', '/bin/zsh']) expect((await nvrDoctor(['completion', shell], { env: { SHELL: inUse } })).stdout).toContain(words);
});
