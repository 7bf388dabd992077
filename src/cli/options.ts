/** The options: those that every command knows, and those of a diagnosis. Values that are not in a closed list are checked against the dictionary. */
import type { Options } from 'yargs';
import { ACCESS_METHODS, APP_MESSAGES } from '../facts/areas/access.js';

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
  'fail-on': { type: 'string', choices: ['problem', 'note'], describe: 'What ends with exit code 1 (default: problem)', requiresArg: true },
} as const satisfies Record<string, Options>;

/** Options of single commands, for "did you mean". */
export const ALL_OPTIONS: Readonly<Record<string, Options>> = {
  ...COMMON_OPTIONS,
  ...DOCTOR_OPTIONS,
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
};

/** What a handler gets: every option may be missing. */
export type Arguments = { readonly [K in keyof (typeof COMMON_OPTIONS & typeof DOCTOR_OPTIONS)]?: unknown } & { readonly [name: string]: unknown };

export function text(args: Arguments, name: string): string | undefined {
  const value = args[name];
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
