/** Options that are answers: what the person says, as facts, each checked by the dictionary. */
import { isDate } from '../facts/date.js';
import { definitionOf, type FactPath } from '../facts/dictionary.js';
import { CHANGES, PASSWORD_TRAITS, STRANGE_SIGNS } from '../facts/areas/access.js';
import { DoctorError } from '../errors.js';
import type { Json } from '../facts/observation.js';
import { validate } from '../facts/validate.js';
import { flag, text, texts, type Arguments } from './options.js';
import { badValue } from './usage.js';

export type Answers = Partial<Record<FactPath, Json>>;

const YES_NO = { yes: true, no: false } as const;

export function answersFrom(args: Arguments): Answers {
  const answers: Answers = {};
  take(answers, args, 'method', 'access.method', String);
  take(answers, args, 'app-host', 'access.host', String);
  take(answers, args, 'app-port', 'access.port', Number);
  take(answers, args, 'app-user', 'recorder.accounts.appUser', String);
  for (const [option, path] of [
    ['works-at-home', 'access.worksAtHome'],
    ['works-away', 'access.worksAway'],
    ['works-on-other-device', 'access.worksOnOtherDevice'],
  ] as const) {
    take(answers, args, option, path, (given) => YES_NO[given as keyof typeof YES_NO]);
  }
  take(answers, args, 'message', 'access.message', String);
  take(answers, args, 'recorder-screen', 'access.recorderScreen', String);
  take(answers, args, 'reset', 'access.reset', String);
  take(answers, args, 'code-date', 'access.codeDate', (given) => (isDate(given) ? given : undefined));
  take(answers, args, 'code-typed-at', 'access.codeTypedAt', String);
  for (const [option, path, known] of [
    ['changed', 'access.changed', CHANGES],
    ['password-is', 'access.passwordTraits', PASSWORD_TRAITS],
    ['strange', 'access.strange', STRANGE_SIGNS],
  ] as const) {
    takeList(answers, args, option, path, known);
  }
  if (flag(args, 'password-forgotten')) answers['access.password'] = forgotten(args);
  return answers;
}

/** @throws DoctorError where somebody knows it after all: then it is not to be sent "to see whether it is right" */
function forgotten(args: Arguments): 'forgotten' {
  if (text(args, 'user') === undefined && !flag(args, 'password-stdin')) return 'forgotten';
  throw new DoctorError('A password that is forgotten cannot be used to sign in.', { where: '--password-forgotten', hint: 'Leave --user and --password-stdin out.' });
}

function takeList(answers: Answers, args: Arguments, option: string, path: FactPath, known: readonly string[]): void {
  const given = texts(args, option);
  for (const word of given) if (!known.includes(word)) throw badValue(option, word, known);
  if (given.length > 0) answers[path] = given;
}

function take(answers: Answers, args: Arguments, option: string, path: FactPath, read: (given: string) => unknown): void {
  const given = text(args, option);
  if (given === undefined) return;
  const value = given.trim() === '' ? undefined : validate(definitionOf(path), read(given.trim()));
  if (value === undefined) throw new DoctorError(`--${option} cannot be "${given.slice(0, 60)}".`, { hint: definitionOf(path).type.kind === 'port' ? 'It is a number from 1 to 65535.' : `It is ${definitionOf(path).title}.` });
  answers[path] = value;
}
