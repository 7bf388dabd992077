/**
 * The options. A command names those that it uses, so that `--help` shows no other and another is refused there; only those of the first
 * list stand everywhere. Values that are not in a closed list are checked against the dictionary.
 */
import type { Argv, Options } from 'yargs';
import { ACCESS_METHODS, APP_MESSAGES, CODE_PLACES, RESET_RESULTS } from '../facts/areas/access.js';

export const COMMON_OPTIONS = {
  'no-input': { type: 'boolean', describe: 'Never ask anything' },
  'no-color': { type: 'boolean', describe: 'No colour' },
  verbose: { type: 'boolean', describe: 'Every fact, source and rule' },
  quiet: { type: 'boolean', alias: 'q', describe: 'No progress and no notices' },
  language: { type: 'string', describe: 'Language of the answer (en)', requiresArg: true },
} as const satisfies Record<string, Options>;

/** Of the commands that look at a home. */
export const NETWORK_OPTION = {
  network: { type: 'string', describe: 'Fixture network (YAML file, or the name of one of "lab list") instead of the real one', requiresArg: true },
} as const satisfies Record<string, Options>;

/** Of the commands that run a whole diagnosis. */
export const TIMEOUT_OPTION = {
  timeout: { type: 'string', describe: 'Seconds after which the run ends with what is known', requiresArg: true },
} as const satisfies Record<string, Options>;

/** Of the commands that judge by the rules. */
export const RULES_OPTIONS = {
  rules: { type: 'string', describe: 'Folder with rules of your own, or a built rule pack', requiresArg: true },
  strict: { type: 'boolean', describe: 'End the run where a rule of --rules is broken' },
} as const satisfies Record<string, Options>;

/** Of the commands that work on a folder of rules. */
export const FOLDER_OPTION = { rules: { type: 'string', describe: 'The folder with the rules', requiresArg: true } } as const satisfies Record<string, Options>;

const OUTPUT = { type: 'string', alias: 'o', describe: 'Write to this file instead of the terminal', requiresArg: true } as const satisfies Options;

/** The forms an answer has in this command, the usual one first. */
export function formOptions(forms: readonly string[], describe = 'Form of the answer'): { json: Options; format: Options } {
  return { json: { type: 'boolean', describe: 'Print the answer as JSON' }, format: { type: 'string', choices: forms, describe, requiresArg: true } };
}

/** `--output` as a file, which is refused before any work where it cannot be written or is itself to be read. */
export function outputFile(yargs: Argv): Argv {
  return yargs.option('output', OUTPUT).check(async (given) => {
    const { checkOutput } = await import('./common.js');
    const { filesRead, keepApart } = await import('./files-apart.js');
    const output = text(given, 'output');
    await checkOutput(output);
    keepApart({ output }, filesRead(given));
    return true;
  });
}

/** The options of a command that gives an answer, in these forms. */
export function answering(yargs: Argv, ...forms: readonly string[]): Argv {
  return outputFile(yargs).options(formOptions(['text', 'json', ...forms]));
}

const YES_NO = ['yes', 'no'] as const;
const RECORDER_SCREEN = ['picture', 'dark'] as const;

export const DOCTOR_OPTIONS = {
  recorder: { type: 'string', describe: "The recorder's address in your home", requiresArg: true, group: 'The recorder:' },
  'recorder-id': { type: 'string', describe: 'Serial number or hardware address, where there are several', requiresArg: true, group: 'The recorder:' },
  user: { type: 'string', describe: 'User name at the recorder; the password comes from a prompt, --password-stdin or NVR_DOCTOR_PASSWORD', requiresArg: true, group: 'The recorder:' },
  'password-stdin': { type: 'boolean', describe: "Read the recorder's password from standard input", group: 'The recorder:' },
  'password-as-typed': { type: 'boolean', describe: 'The password is right although it has blanks at an end, letters outside ASCII or more than 32 characters', group: 'The recorder:' },
  'allow-basic': { type: 'boolean', describe: 'Agree that the password crosses the home network readable, where an old recorder knows no other way', group: 'The recorder:' },
  'spend-a-try': { type: 'boolean', describe: 'Send the password although only one or two tries are left before a lock, or an earlier try was not answered', group: 'The recorder:' },
  'password-forgotten': { type: 'boolean', describe: "Nobody knows the recorder's password any more", group: 'The recorder:' },
  reset: { type: 'string', choices: RESET_RESULTS, describe: 'What came of resetting a forgotten password', requiresArg: true, group: 'The recorder:' },
  'code-date': { type: 'string', describe: 'The date for which a refused unlock code was asked for (YYYY-MM-DD)', requiresArg: true, group: 'The recorder:' },
  'code-typed-at': { type: 'string', choices: CODE_PLACES, describe: 'Where it was typed in', requiresArg: true, group: 'The recorder:' },
  'password-is': { type: 'string', describe: 'What the password is like, separated by commas: short, symbols, not-kept', requiresArg: true, group: 'The recorder:' },
  strange: { type: 'string', describe: 'What nobody of you changed on the recorder, separated by commas: camera-names, unknown-user, settings, nothing', requiresArg: true, group: 'What you see:' },
  settings: { type: 'string', describe: "File with what the recorder's own screen shows (see: nvr-doctor settings ask)", requiresArg: true, group: 'The recorder:' },
  method: { type: 'string', choices: ACCESS_METHODS, describe: 'How the app connects', requiresArg: true, group: 'What you see:' },
  'app-host': { type: 'string', describe: 'The address saved in the app', requiresArg: true, group: 'What you see:' },
  'app-port': { type: 'string', describe: 'The port saved in the app', requiresArg: true, group: 'What you see:' },
  'app-user': { type: 'string', describe: 'The user name saved in the app', requiresArg: true, group: 'What you see:' },
  'works-at-home': { type: 'string', choices: YES_NO, describe: 'Do the cameras show on the home Wi-Fi?', requiresArg: true, group: 'What you see:' },
  'works-away': { type: 'string', choices: YES_NO, describe: 'Do they show away from home?', requiresArg: true, group: 'What you see:' },
  'works-on-other-device': { type: 'string', choices: YES_NO, describe: 'Do they show on another phone or computer?', requiresArg: true, group: 'What you see:' },
  changed: { type: 'string', describe: 'What was changed before, separated by commas: new-router, router-reset, new-provider, …', requiresArg: true, group: 'What you see:' },
  message: { type: 'string', choices: APP_MESSAGES, describe: 'What the app says when it fails', requiresArg: true, group: 'What you see:' },
  'recorder-screen': { type: 'string', choices: RECORDER_SCREEN, describe: "What the recorder's own screen and lights show", requiresArg: true, group: 'What you see:' },
  outside: { type: 'string', describe: 'URL of an "outside serve" helper on the internet', requiresArg: true, group: 'The internet:' },
  stun: { type: 'string', array: true, describe: 'STUN servers (HOST:PORT), two for the full picture (default: stun.cloudflare.com, stun.l.google.com)', requiresArg: true, group: 'The internet:' },
  resolver: { type: 'string', array: true, describe: 'Public name servers for a second opinion (default: 1.1.1.1, 9.9.9.9)', requiresArg: true, group: 'The internet:' },
} as const satisfies Record<string, Options>;

/** Forms beyond text and JSON, of the commands whose exit code a pipeline reads; and their options. */
export const GATE_FORMS = ['junit', 'sarif', 'github'] as const;
export const GATE_OPTIONS = {
  'fail-on': { type: 'string', choices: ['problem', 'note', 'never'], describe: 'What ends with exit code 1 (default: problem)', requiresArg: true, group: 'In a pipeline:' },
  unknown: { type: 'string', choices: ['fail', 'pass'], describe: 'What an answer that stays open counts as (default: exit code 3)', requiresArg: true, group: 'In a pipeline:' },
  suppressions: { type: 'string', describe: 'File with findings that are accepted, each with a reason and a last day', requiresArg: true, group: 'In a pipeline:' },
} as const satisfies Record<string, Options>;

/** Of the commands that answer a person. */
export const ANSWER_OPTIONS = {
  audience: { type: 'string', choices: ['homeowner', 'installer', 'provider', 'support'], describe: 'Who reads the answer: a worksheet for the installer, a letter to the internet provider, a ticket for support (default: homeowner)', requiresArg: true },
} as const satisfies Record<string, Options>;

/** Options of single commands, for "did you mean". */
export const ALL_OPTIONS: Readonly<Record<string, Options>> = {
  ...COMMON_OPTIONS,
  ...NETWORK_OPTION,
  ...TIMEOUT_OPTION,
  ...RULES_OPTIONS,
  ...DOCTOR_OPTIONS,
  ...GATE_OPTIONS,
  ...ANSWER_OPTIONS,
  json: { type: 'boolean' },
  format: { type: 'string' },
  output: OUTPUT,
  help: { type: 'boolean', alias: 'h' },
  version: { type: 'boolean' },
  port: { type: 'string' },
  address: { type: 'string' },
  mutate: { type: 'boolean' },
  'why-not': { type: 'boolean' },
  check: { type: 'boolean' },
  kind: { type: 'string' },
  link: { type: 'string' },
  paths: { type: 'string' },
  applies: { type: 'boolean' },
  ssdp: { type: 'boolean' },
  look: { type: 'boolean' },
  known: { type: 'string' },
  resume: { type: 'boolean' },
  force: { type: 'boolean' },
  yes: { type: 'boolean' },
  print: { type: 'boolean' },
  workers: { type: 'string' },
  reanalyze: { type: 'boolean' },
  checkpoint: { type: 'string' },
  rejects: { type: 'string' },
  'what-if': { type: 'string' },
  ndjson: { type: 'boolean' },
  names: { type: 'boolean' },
  level: { type: 'string' },
  translate: { type: 'string' },
  virtual: { type: 'string' },
  at: { type: 'string' },
  'secrets-stdin': { type: 'boolean' },
  channel: { type: 'string' },
  answers: { type: 'string' },
  serial: { type: 'string' },
  model: { type: 'string' },
  'no-code-prompt': { type: 'boolean' },
  pattern: { type: 'boolean' },
  stay: { type: 'string' },
  clients: { type: 'string' },
  group: { type: 'string' },
  reusable: { type: 'string' },
  memo: { type: 'string' },
  hint: { type: 'string' },
  'new-password': { type: 'boolean' },
  way: { type: 'string' },
  have: { type: 'string' },
  lack: { type: 'string' },
  state: { type: 'string' },
  'second-admin': { type: 'string' },
  'shown-date': { type: 'string' },
  contact: { type: 'string' },
  monitor: { type: 'string' },
  'bought-after-2016': { type: 'string' },
  owner: { type: 'string' },
  proof: { type: 'string' },
  done: { type: 'string' },
  'not-needed': { type: 'string' },
  by: { type: 'string' },
  seen: { type: 'string' },
  record: { type: 'boolean' },
  codes: { type: 'string' },
  logout: { type: 'boolean' },
  rights: { type: 'string' },
  questions: { type: 'string' },
  lock: { type: 'string' },
  'lock-tries': { type: 'string' },
  'lock-minutes': { type: 'string' },
};

/** What a handler gets: every option may be missing. */
export type Arguments = { readonly [K in keyof typeof DOCTOR_OPTIONS]?: unknown } & { readonly [name: string]: unknown };

/** Of an option that is given twice the last counts. */
export function text(args: Arguments, name: string): string | undefined {
  const value: unknown = [args[name]].flat().at(-1);
  return typeof value === 'string' ? value : undefined;
}

export function flag(args: Arguments, name: string): boolean {
  return args[name] === true;
}

/** Values of a list option, each of which may hold several separated by commas. */
export function texts(args: Arguments, name: string): string[] {
  const value = args[name];
  const all = Array.isArray(value) ? value : typeof value === 'string' ? [value] : [];
  return all.flatMap((item) => String(item).split(',')).map((item) => item.trim()).filter(Boolean);
}

/** Every value of what may be given several times, as it is written. */
export function each(args: Arguments, name: string): string[] {
  return [args[name]].flat().flatMap((value) => (typeof value === 'string' || typeof value === 'number' ? [String(value)] : []));
}
