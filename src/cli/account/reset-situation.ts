/** What is known about a recorder whose password is lost: from facts that were read, and from `--have` and `--lack`. */
import { NOTHING_KNOWN, SITUATION_KEYS, type Known, type Situation, type SituationKey } from '../../accounts/index.js';
import type { FactPath } from '../../facts/dictionary.js';
import type { Facts } from '../../facts/merge.js';
import { DoctorError } from '../../errors.js';
import { texts, type Arguments } from '../options.js';
import { badValue } from '../usage.js';

export const SITUATION_FACTS: ReadonlySet<FactPath> = new Set([
  'recorder.initialized',
  'recorder.serial',
  'recorder.recovery.enabled',
  'recorder.recovery.contact',
  'recorder.recovery.questions',
  'recorder.recovery.hint',
  'recorder.accounts.users',
]);

/** `second-administrator-known` for `secondAdministratorKnown`. */
export const wordOf = (key: SituationKey): string => key.replace(/[A-Z]|\d+/g, (part) => `-${part.toLowerCase()}`);

/** @throws DoctorError for words that say nothing, or both */
export function situationSaid(args: Arguments): Partial<Record<SituationKey, boolean>> {
  const words = new Map(SITUATION_KEYS.map((key) => [wordOf(key), key]));
  const said: Partial<Record<SituationKey, boolean>> = {};
  for (const [option, value] of [['have', true], ['lack', false]] as const) {
    for (const word of texts(args, option)) {
      const key = words.get(word);
      if (key === undefined) throw badValue(option, word, [...words.keys()]);
      if (said[key] !== undefined && said[key] !== value) throw new DoctorError(`"${word}" stands in both --have and --lack.`, { hint: 'Give it in one of them; leave it out where it is not known.' });
      said[key] = value;
    }
  }
  return said;
}

/** What was not read stays not known. */
export function situationFrom(facts: Facts): Situation {
  const known = (path: 'recorder.initialized' | 'recorder.recovery.enabled' | 'recorder.recovery.contact' | 'recorder.recovery.questions' | 'recorder.recovery.hint'): Known => facts.value(path) ?? null;
  return {
    ...NOTHING_KNOWN,
    initialised: known('recorder.initialized'),
    resetEnabled: known('recorder.recovery.enabled'),
    contact: known('recorder.recovery.contact'),
    questions: known('recorder.recovery.questions'),
    hint: known('recorder.recovery.hint'),
    serialKnown: facts.value('recorder.serial') === undefined ? null : true,
    secondAdministrator: secondAdministrator(facts),
  };
}

/** A recorder that lists nobody told nothing; a group that is not known may be admin. */
function secondAdministrator(facts: Facts): Known {
  const users = facts.value('recorder.accounts.users') ?? [];
  if (users.filter(({ group }) => group === 'admin').length >= 2) return true;
  return users.length === 0 || users.some(({ group }) => group === undefined || group === null) ? null : false;
}
