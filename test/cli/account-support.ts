/** A virtual recorder for tests of the account commands, and what its secrets are: none of them may ever be seen again. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { nvrDoctor, transcript, type Run, type RunOptions } from './cli.js';

export const SECRET = {
  password: 'Canary-4711-admin',
  wrong: 'Canary-0815-wrong',
  pattern: '1478965',
  answers: ['CanaryRex', 'Canary Finch', 'CanaryBakery'],
  anna: 'Canary-2342-anna',
  backup: 'Canary-9876-backup',
} as const;

export const ANSWERS = `schema: nvr-doctor/account-init@1
location: { country: US, language: en, videoStandard: NTSC }
time: { timeZone: America/New_York, time: 2026-11-22T14:30:00 }
hint: where we met
pattern: draw
questions: [first-pet, first-teacher, first-job]
`;
export const INIT_SECRETS = JSON.stringify({ password: SECRET.password, pattern: SECRET.pattern, answers: SECRET.answers });

export class Workshop {
  private constructor(readonly folder: string) {}

  static async open(): Promise<Workshop> {
    return new Workshop(await mkdtemp(path.join(tmpdir(), 'nvr-doctor-account-')));
  }

  close = (): Promise<void> => rm(this.folder, { recursive: true, force: true });

  async write(name: string, content: string): Promise<string> {
    await mkdir(path.dirname(path.join(this.folder, name)), { recursive: true });
    await writeFile(path.join(this.folder, name), content);
    return name;
  }

  read = (name: string): Promise<string> => readFile(path.join(this.folder, name), 'utf8');
  files = (): Promise<string[]> => readdir(this.folder);

  /** No secret comes back on any way. */
  async run(args: readonly string[], options: RunOptions = {}): Promise<Run> {
    const run = await nvrDoctor(args, { cwd: this.folder, ...options });
    expect(run.stdout + run.stderr).not.toMatch(/canary/i);
    expect(run.stdout + run.stderr).not.toContain(SECRET.pattern);
    return run;
  }

  account = (words: string, input: string | object, ...more: string[]): Promise<Run> =>
    this.run(['account', ...words.split(' '), ...more, typeof input === 'string' ? '--password-stdin' : '--secrets-stdin'], { input: typeof input === 'string' ? `${input}\n` : JSON.stringify(input) });

  /** A recorder that was set up by its answers file. */
  async recorder(name: string): Promise<string> {
    await this.write('answers.yaml', ANSWERS);
    const run = await this.run(['account', 'init', '--virtual', name, '--answers', 'answers.yaml', '--secrets-stdin'], { input: INIT_SECRETS });
    expect(run, run.stderr).toMatchObject({ code: 0 });
    return name;
  }

  /** Nothing in the folder holds a secret in clear. */
  async expectNoSecretInFiles(): Promise<void> {
    for (const name of await this.files()) {
      const content = await this.read(name);
      for (const secret of Object.values(SECRET).flat()) expect(content, name).not.toContain(secret);
      // Nor as the dots of the pattern.
      expect(content, name).not.toContain([...SECRET.pattern].join('-'));
    }
  }
}

/** A story of several commands as one text. */
export class Story {
  private readonly told: string[] = [];

  tell(words: readonly string[], run: Run): Run {
    this.told.push(transcript(words, run));
    return run;
  }

  get text(): string {
    return this.told.join('\n');
  }
}
