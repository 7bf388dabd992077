/** Names that lead nowhere: who is spoken of must live in this home, and only once. */
import type { NetworkFixture } from '../fixture.js';
import { closest } from './shape.js';

export interface StrayName {
  /** Where in the file. */
  readonly at: readonly (string | number)[];
  readonly what: string;
  readonly hint: string;
}

/** The first name that nobody has, or that two have; undefined where all is well. */
export function strayName({ home, person, history = [] }: NetworkFixture): StrayName | undefined {
  const phones = (home.phones ?? []).map((phone) => phone.name);
  const users = (home.recorder?.users ?? [{ name: 'admin' }]).map((user) => user.name);
  const missing = (kind: string, name: string | undefined, known: readonly string[], at: StrayName['at']): StrayName | undefined => {
    if (name === undefined || known.includes(name)) return undefined;
    const meant = closest(name, known);
    return { at, what: `There is no ${kind} \`${name}\` in this home.`, hint: meant ? `Did you mean \`${meant}\`?` : `Known: ${known.join(', ') || 'none'}.` };
  };
  return (
    twice('phone', phones, ['home', 'phones']) ??
    twice('user', users, ['home', 'recorder', 'users']) ??
    missing('phone', person?.phone, phones, ['person', 'phone']) ??
    history
      .map((event, index) => {
        if (event.event === 'phone-opens-app' || event.event === 'app-account-lost') return missing('phone', event.phone, phones, ['history', index, 'phone']);
        return event.event === 'password-changed' || event.event === 'user-rights' ? missing('user', event.user, users, ['history', index, 'user']) : undefined;
      })
      .find((stray) => stray !== undefined)
  );
}

function twice(kind: string, names: readonly string[], at: StrayName['at']): StrayName | undefined {
  const index = names.findIndex((name, position) => names.indexOf(name) !== position);
  return index < 0 ? undefined : { at: [...at, index, 'name'], what: `There are two of the ${kind} \`${names[index]}\`.`, hint: 'Give each a name of its own.' };
}
