import { describe, expect, it } from 'vitest';
import { nvrDoctor } from './cli.js';

/** The login of the home is replaced by the options. */
const HOME = ['--network', 'wrong-password-given', '--json', '--user', 'admin'] as const;

interface Told {
  readonly facts: Readonly<Record<string, { readonly value?: unknown; readonly unknown?: { readonly reason: string; readonly detail?: string } } | undefined>>;
}
const told = (stdout: string): Told => JSON.parse(stdout) as Told;

describe('a password that may be a slip is asked about before it is sent', () => {
  it.each([
    ['a blank at its end', 'canary-5ecret ', 'the password begins or ends with a blank or line end; if it is right, say so with --password-as-typed'],
    ['a letter outside ASCII', 'canary-5ecrét', 'the password has characters that recorders read in different ways; if it is right, say so with --password-as-typed'],
    ['a line end that came along', 'canary-5ecret\n', 'the password begins or ends with a blank or line end'],
  ])('%s: without a terminal nothing is sent, nobody is asked, and the option is named', async (_name, password, words) => {
    const { stdout, stderr } = await nvrDoctor(HOME, { env: { NVR_DOCTOR_PASSWORD: password } });
    const outcome = told(stdout).facts['recorder.login.outcome'];
    expect(outcome?.unknown).toEqual({ reason: 'not-run', detail: `nothing was sent: ${words}` });
    expect(stdout + stderr).not.toContain('canary');
  });

  it('with --password-as-typed it is sent as it is', async () => {
    const { stdout } = await nvrDoctor([...HOME, '--password-as-typed'], { env: { NVR_DOCTOR_PASSWORD: 'canary-5ecret ' } });
    expect(told(stdout).facts['recorder.login.outcome']?.value).toBe('refused');
  });

  it('the text answer says it too', async () => {
    const { stdout } = await nvrDoctor(['--network', 'wrong-password-given', '--user', 'admin'], { env: { NVR_DOCTOR_PASSWORD: ' canary-5ecret' } });
    expect(stdout.replace(/\s+/g, ' ')).toContain('Nobody could sign in to the recorder: nothing was sent: the password begins or ends with a blank or line end; if it is right, say so with --password-as-typed.');
  });
});

describe('the consents', () => {
  it('are named in the help', async () => {
    const { stdout } = await nvrDoctor(['doctor', '--help']);
    for (const option of ['--password-as-typed', '--allow-basic', '--spend-a-try']) expect(stdout).toContain(option);
  });
});
