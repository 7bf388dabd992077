import { describe, expect, it } from 'vitest';
import { nvrDoctor, transcript } from './cli.js';

const ANSWERS: readonly (readonly [name: string, args: readonly string[]])[] = [
  ['router-reset', ['--network', 'router-reset-port-forward']],
  ['new-router-static-recorder', ['--network', 'new-router-static-recorder-p2p']],
  ['healthy', ['--network', 'healthy-p2p']],
  ['inconclusive', ['--network', 'no-credentials-inconclusive']],
  ['method-unknown', ['--network', 'access-method-unknown']],
  ['wrong-password', ['--network', 'wrong-password-given']],
  ['two-faults', ['--network', 'two-faults-p2p-off-and-account-in-use']],
  ['lab-run', ['lab', 'run', 'new-provider-cgnat-ddns']],
  ['rules-explain', ['rules', 'explain', 'cgnat', '--network', 'new-provider-cgnat-ddns']],
];

describe('what a person sees', () => {
  it.each(ANSWERS)('%s', async (name, args) => {
    await expect(transcript(args, await nvrDoctor(args))).toMatchFileSnapshot(`transcripts/${name}.txt`);
  });
});

const MISTAKES: readonly (readonly string[])[] = [
  ['--recoder', '192.168.1.64'],
  ['--method', 'p2q'],
  ['doctr'],
  ['rules', 'lst'],
  ['rules'],
  ['-x'],
  ['--output'],
  ['--network', ''],
  ['-qx'],
  ['version'],
  ['lab', 'run'],
  ['--network', 'healthy-p2p', '--json', '--format', 'text'],
  ['--network', 'healthy-p2p', '--user', 'admin'],
  ['--network', 'healthy-p2p', '--outside', 'http://anna:secret@198.51.100.60:8787'],
  ['--language', 'de'],
  ['--timeout', 'soon'],
  ['--app-port', '99999'],
  ['--recorder', 'nvr'],
  ['--outside', 'helper'],
  ['--stun', 'a b'],
  ['--resolver', 'dns'],
  ['--changed', 'new-routr'],
  ['--works-away', 'maybe'],
  ['--user', 'admin', '--no-input', '--recorder', '127.0.0.1', '--password-stdin'],
  ['--user', 'admin', '--no-input'],
  ['--network', 'router-reset'],
  ['--network', 'missing/home.yaml'],
  ['--network', 'fixtures'],
  ['--network', 'package.json'],
  ['--network', 'healthy-p2p', '--rules', 'missing'],
  ['--network', 'healthy-p2p', '--rules', 'package.json'],
  ['--network', 'healthy-p2p', '--output', 'missing/report.txt'],
  ['rules', 'explain', 'forwards-wipd'],
  ['rules', 'lint', 'missing'],
  ['lab', 'run', 'nowhere'],
  ['lab', 'serve', '--address', '192.0.2.1'],
  ['outside', 'serve', '--port', 'http'],
  ['outside', 'check', 'http://127.0.0.1:9'],
];

describe('wrong usage and bad input', () => {
  it('end with one line, exit code 2 and no stack trace', async () => {
    const transcripts: string[] = [];
    for (const args of MISTAKES) {
      const run = await nvrDoctor(args);
      expect(run.code, `${args.join(' ')}: ${run.stderr}`).toBe(2);
      expect(run.stdout).toBe('');
      expect(run.stderr.trimEnd().split('\n'), args.join(' ')).toHaveLength(1);
      expect(run.stderr).not.toContain('    at ');
      transcripts.push(transcript(args, run));
    }
    await expect(transcripts.join('\n')).toMatchFileSnapshot('transcripts/mistakes.txt');
  });
});
