/** "Nobody knows the password": what the command line makes of that answer. */
import { describe, expect, it } from 'vitest';
import { askPerson } from '../../src/cli/ask.js';
import { nvrDoctor } from './cli.js';

const NEVER: readonly never[] = [];

describe('a password that nobody knows', () => {
  it('leads to the reset where the app is refused for it', async () => {
    const { stdout, code } = await nvrDoctor(['--network', 'app-password-mistyped', '--password-forgotten', '--message', 'wrong-password', '--method', 'p2p']);
    expect(code).toBe(1);
    expect(stdout).toContain('nvr-doctor account reset');
    expect(stdout).toContain('nvr-doctor settings ask');
  });

  it('leads to the screen of the recorder where nothing else can be told', async () => {
    const { stdout, code } = await nvrDoctor(['--network', 'app-password-mistyped', '--password-forgotten']);
    expect(code).toBe(3);
    expect(stdout).toContain('nvr-doctor settings ask');
    expect(stdout).not.toContain('it asks for the password');
  });

  it('is not sent, though a fixture or the environment has one', async () => {
    const { stdout } = await nvrDoctor(['--network', 'healthy-p2p', '--password-forgotten', '--json'], { env: { NVR_DOCTOR_PASSWORD: 'canary-5f1' } });
    const { facts } = JSON.parse(stdout) as { readonly facts: Readonly<Record<string, { readonly unknown?: { readonly reason: string } }>> };
    expect(facts['recorder.login.outcome']?.unknown?.reason).toBe('not-run');
    expect(stdout).not.toContain('canary-5f1');
  });

  it.each([['--user', 'admin'], ['--password-stdin']])('cannot be used to sign in (%s)', async (...option) => {
    const { stderr, code } = await nvrDoctor(['--network', 'healthy-p2p', '--password-forgotten', ...option], { input: 'canary-5f1\n' });
    expect(code).toBe(2);
    expect(stderr).toContain('--password-forgotten');
    expect(stderr).not.toContain('canary-5f1');
  });

  it('is not asked for', async () => {
    const answers = { 'access.method': 'p2p', 'access.worksAway': false, 'access.changed': ['nothing'], 'access.password': 'forgotten' };
    await expect(askPerson({ answers, questions: NEVER, user: undefined, login: undefined })).resolves.toEqual({ answers });
  });

  it.each([
    [['--strange', 'ghosts'], 'camera-names, unknown-user, settings, nothing'],
    [['--password-is', 'secret'], 'short, symbols, not-kept'],
    [['--reset', 'magic'], 'nothing-offered'],
  ])('%j is no answer, and those there are get named', async (option, words) => {
    const { stderr, code } = await nvrDoctor(['--network', 'healthy-p2p', ...option]);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });

  it('takes the date and the place of a refused code, as the rule about it asks for them', async () => {
    const lost = ['--network', 'app-password-mistyped', '--password-forgotten', '--message', 'wrong-password', '--method', 'p2p', '--reset', 'code-refused'];
    const { stdout } = await nvrDoctor([...lost, '--code-date', '2026-11-20', '--code-typed-at', 'web-page', '--json']);
    const { facts, causes } = JSON.parse(stdout) as { facts: Record<string, unknown>; causes: { id: string; remedies: { id: string }[] }[] };
    expect(facts).toMatchObject({ 'access.codeDate': { value: '2026-11-20' }, 'access.codeTypedAt': { value: 'web-page' } });
    expect(causes[0]).toMatchObject({ id: 'unlock-code-mismatch', remedies: [{ id: 'at-the-screen' }, expect.anything()] });
  });

  it.each([[['--code-date', '20.11.2026']], [['--code-date', '2026-02-30']], [['--code-typed-at', 'phone']]])('%j says nothing and is told', async (more) => {
    expect(await nvrDoctor(['--network', 'app-password-mistyped', '--password-forgotten', ...more])).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(`${more[0]} cannot be`) });
  });
});
