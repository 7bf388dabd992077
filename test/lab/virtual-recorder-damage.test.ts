/** The file of a virtual recorder after somebody else wrote in it: a working recorder or one plain error, never anything else. */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import {
  accountRisks,
  AT_SCREEN,
  checkAnswers,
  redactState,
  shownTime,
  showUsers,
  signInAt,
  signInWithPattern,
  userLocks,
  type AccountsState,
} from '../../src/accounts/index.js';
import { DoctorError } from '../../src/errors.js';
import { factoryNew, moveClock, timeOf, type VirtualRecorder } from '../../src/lab/virtual-recorder/index.js';
import { parseRecorder, printRecorder } from '../../src/lab/virtual-recorder/document.js';
import { ANSWERS, APP, enter, household, NOW, PASSWORD, PATTERN } from '../accounts/support.js';

const whole = (accounts: AccountsState = enter(household(), 'backup', 'Window77', APP).state): VirtualRecorder => ({ ...factoryNew({ kdfCost: 4 }), accounts });
type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
const written = (recorder = whole()): Json => JSON.parse(printRecorder(recorder)) as Json;

/** What a command does with a file. Nothing of it may throw anything but a `DoctorError`. */
function use(content: string): void {
  const recorder = parseRecorder(content, 'r.json');
  const now = timeOf(recorder, NOW);
  const { accounts } = recorder;
  shownTime(accounts, now);
  for (const lock of userLocks(accounts, now)) shownTime(accounts, now + lock.seconds * 1000);
  accountRisks(accounts, now);
  redactState(accounts);
  const entered = signInAt(accounts, AT_SCREEN, { user: 'admin', password: PASSWORD }, now);
  if (entered.ok) showUsers(entered.state, { ...AT_SCREEN, session: entered.value.session }, now);
  else shownTime(accounts, now + entered.refusal.lockSeconds * 1000);
  const wrong = signInAt(accounts, APP, { user: 'admin', password: 'Lantern58' }, now).state;
  signInWithPattern(wrong, AT_SCREEN, { pattern: PATTERN }, now);
  const after = checkAnswers(wrong, AT_SCREEN, { answers: ANSWERS }, now).state;
  // What a command writes can be read by the next one.
  for (const state of [entered.state, wrong, after]) parseRecorder(printRecorder({ ...recorder, accounts: state }), 'r.json');
  moveClock(recorder, '+1d', { real: NOW });
}

/** Every place in a document. */
function places(value: Json, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (value === null || typeof value !== 'object') return [path];
  const parts = Array.isArray(value) ? value.map((part, index) => [index, part] as const) : Object.entries(value);
  return [path, ...parts.flatMap(([name, part]) => places(part, [...path, name]))];
}

function put(document: Json, path: readonly (string | number)[], value: Json | undefined): Json {
  const copy = structuredClone(document);
  const last = path.at(-1);
  if (last === undefined) return value ?? null;
  let at = copy as { [name: string]: Json };
  for (const name of path.slice(0, -1)) at = at[name] as { [name: string]: Json };
  if (value !== undefined) at[last] = value;
  else if (Array.isArray(at)) at.splice(Number(last), 1);
  else Reflect.deleteProperty(at, last);
  return copy;
}

describe('a damaged virtual recorder', () => {
  it('is a working one, or one error with what to do', () => {
    const document = written();
    // Verifiers are left alone: whether a hash is right is not to be seen, and a dear one makes the run slow.
    const all = places(document).filter((path) => !path.includes('cost') && !path.includes('kdfCost') && !path.includes('hash') && !path.includes('salt'));
    const value = fc.oneof(fc.constantFrom<Json | undefined>(undefined, null, true, false, '', 'admin', 'Local', 'user', 'nobody', 0, 1, -1, 0.5, 8.64e15, 9e15, -9e15, 1e300, Number.MAX_SAFE_INTEGER), fc.jsonValue().map((json) => json as Json), fc.integer(), fc.nat({ max: all.length - 1 }).map((index) => all[index]?.reduce<Json>((part, name) => (part as { [name: string]: Json })[name] ?? null, document)));
    const counts = { works: 0, told: 0 };
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({ max: all.length - 1 }), value), { minLength: 1, maxLength: 2 }), (changes) => {
        let mutated = document;
        for (const [index, to] of changes) {
          try {
            mutated = put(mutated, all[index] ?? [], to);
          } catch {
            // The place is gone by the change before.
          }
        }
        try {
          use(JSON.stringify(mutated));
          counts.works++;
        } catch (error) {
          if (!(error instanceof DoctorError)) throw error;
          expect(error).toMatchObject({ exitCode: 2 });
          expect(error.hint).not.toBe('');
          counts.told++;
        }
      }),
      { numRuns: 3000 },
    );
    expect(counts.works).toBeGreaterThan(100);
    expect(counts.told).toBeGreaterThan(100);
  }, 120_000);

  it.each([
    ['far ahead of every date', ['ahead'], 9e15, /`ahead`/],
    ['with a lock that never ends', ['accounts', 'accounts', 0, 'lockedUntil'], 9e15, /`accounts\.accounts\.0\.lockedUntil`/],
    ['with a screen far from its clock', ['accounts', 'setup', 'clockOffset'], 9e15, /`accounts\.setup\.clockOffset`/],
    ['with two users named admin', ['accounts', 'accounts', 1, 'name'], 'admin', /two users have one name/],
    ['without an account admin', ['accounts', 'accounts', 0, 'name'], 'boss', /no administrator of the name admin/],
    ['with admin in another group', ['accounts', 'accounts', 0, 'group'], 'user', /no administrator of the name admin/],
    ['with admin in a group that does not exist', ['accounts', 'accounts', 0, 'group'], 'chiefs', /a group that does not exist/],
    ['with two groups of one name', ['accounts', 'groups', 1, 'name'], 'admin', /two groups have one name/],
    ['with somebody signed in who is no user', ['accounts', 'sessions', 0, 'user'], 'ghost', /signed in who is no user/],
  ] as const)('%s is told', (_, path, value, message) => {
    expect(() => parseRecorder(JSON.stringify(put(written(), path, value)), 'r.json')).toThrow(expect.objectContaining({ what: expect.stringMatching(message), where: 'r.json', exitCode: 2 }) as Error);
  });
});
