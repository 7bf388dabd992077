/** Options that are answers: what the person says, as facts, each checked by the dictionary. */
import { definitionOf, type FactPath } from '../facts/dictionary.js';
import { CHANGES } from '../facts/areas/access.js';
import { DoctorError } from '../errors.js';
import type { Json } from '../facts/observation.js';
import { validate } from '../facts/validate.js';
import { text, texts, type Arguments } from './options.js';
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
  const changed = texts(args, 'changed');
  for (const change of changed) if (!CHANGES.some((known) => known === change)) throw badValue('changed', change, CHANGES);
  if (changed.length > 0) answers['access.changed'] = changed;
  return answers;
}

function take(answers: Answers, args: Arguments, option: string, path: FactPath, read: (given: string) => unknown): void {
  const given = text(args, option);
  if (given === undefined) return;
  const value = given.trim() === '' ? undefined : validate(definitionOf(path), read(given.trim()));
  if (value === undefined) throw new DoctorError(`--${option} cannot be "${given.slice(0, 60)}".`, { hint: definitionOf(path).type.kind === 'port' ? 'It is a number from 1 to 65535.' : `It is ${definitionOf(path).title}.` });
  answers[path] = value;
}
