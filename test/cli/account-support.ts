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

/** The day that a calendar in `timeZone` shows. */
export const dayIn = (timeZone: string, at = Date.now()): string => new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);
/** In an hour it is still the same day there: no test sees midnight. */
const ZONE = ['America/New_York', 'Asia/Tokyo'].find((zone) => dayIn(zone) === dayIn(zone, Date.now() + 3_600_000)) ?? 'UTC';
/** Today on the recorder of `ANSWERS_OF_TODAY`, and the day after tomorrow. */
export const TODAY = dayIn(ZONE);
export const LATER = new Date(Date.parse(TODAY) + 2 * 86_400_000).toISOString().slice(0, 10);

/** Days, seconds and codes differ from run to run. */
export const still = (text: string): string => text.replaceAll(TODAY, '2026-11-22').replaceAll(LATER, '2026-11-24').replace(/(\d\d:\d\d):\d\d/g, '$1:00').replace(/^[A-Z2-9]{10}$/gm, '(code)');

export const ANSWERS = `schema: nvr-doctor/account-init@1
location: { country: US, language: en, videoStandard: NTSC }
time: { timeZone: America/New_York, time: 2026-11-22T14:30:00 }
hint: where we met
pattern: draw
questions: [first-pet, first-teacher, first-job]
`;
/** A recorder whose clock is right: for what is compared with today. */
export const ANSWERS_OF_TODAY = ANSWERS.replace('America/New_York', ZONE).replace('2026-11-22', TODAY);
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
  async recorder(name: string, answers = ANSWERS): Promise<string> {
    await this.write('answers.yaml', answers);
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
