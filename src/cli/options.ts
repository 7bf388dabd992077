/** The options: those that every command knows, and those of a diagnosis. Values that are not in a closed list are checked against the dictionary. */
import type { Options } from 'yargs';
import { ACCESS_METHODS, APP_MESSAGES, RESET_RESULTS } from '../facts/areas/access.js';

export const COMMON_OPTIONS = {
  json: { type: 'boolean', describe: 'Print the report as JSON' },
  format: { type: 'string', choices: ['text', 'json'], describe: 'Form of the report', requiresArg: true },
  output: { type: 'string', alias: 'o', describe: 'Write to this file instead of the terminal', requiresArg: true },
  'no-input': { type: 'boolean', describe: 'Never ask anything' },
  'no-color': { type: 'boolean', describe: 'No colour' },
  verbose: { type: 'boolean', describe: 'Every fact, source and rule' },
  quiet: { type: 'boolean', alias: 'q', describe: 'No progress and no notices' },
  network: { type: 'string', describe: 'Fixture network (YAML file, or the name of one of "lab list") instead of the real one', requiresArg: true },
  rules: { type: 'string', describe: 'Folder with rules of your own, or a built rule pack', requiresArg: true },
  strict: { type: 'boolean', describe: 'End the run where a rule of --rules is broken' },
  timeout: { type: 'string', describe: 'Seconds after which the run ends with what is known', requiresArg: true },
  language: { type: 'string', describe: 'Language of the answer (en)', requiresArg: true },
} as const satisfies Record<string, Options>;

const YES_NO = ['yes', 'no'] as const;
const RECORDER_SCREEN = ['picture', 'dark'] as const;

export const DOCTOR_OPTIONS = {
  recorder: { type: 'string', describe: "The recorder's address in your home", requiresArg: true, group: 'The recorder:' },
  'recorder-id': { type: 'string', describe: 'Serial number or hardware address, where there are several', requiresArg: true, group: 'The recorder:' },
  user: { type: 'string', describe: 'User name at the recorder; the password comes from a prompt, --password-stdin or NVR_DOCTOR_PASSWORD', requiresArg: true, group: 'The recorder:' },
  'password-stdin': { type: 'boolean', describe: "Read the recorder's password from standard input", group: 'The recorder:' },
  'password-as-typed': { type: 'boolean', describe: 'The password is right although it has blanks at an end, letters outside ASCII or more than 32 characters', group: 'The recorder:' },
  'allow-basic': { type: 'boolean', describe: 'Agree that the password crosses the home network readable, where an old recorder knows no other way', group: 'The recorder:' },
  'spend-a-try': { type: 'boolean', describe: 'Send the password although only one or two tries are left before a lock', group: 'The recorder:' },
  'password-forgotten': { type: 'boolean', describe: "Nobody knows the recorder's password any more", group: 'The recorder:' },
  reset: { type: 'string', choices: RESET_RESULTS, describe: 'What came of resetting a forgotten password', requiresArg: true, group: 'The recorder:' },
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

/** Of the commands whose exit code a pipeline reads. Choices are those beyond the common ones: yargs joins the two lists. */
export const GATE_OPTIONS = {
  format: { type: 'string', choices: ['junit', 'sarif', 'github'], describe: 'Form of the report', requiresArg: true },
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
  ...DOCTOR_OPTIONS,
  ...GATE_OPTIONS,
  ...ANSWER_OPTIONS,
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
};

/** What a handler gets: every option may be missing. */
export type Arguments = { readonly [K in keyof (typeof COMMON_OPTIONS & typeof DOCTOR_OPTIONS)]?: unknown } & { readonly [name: string]: unknown };

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
