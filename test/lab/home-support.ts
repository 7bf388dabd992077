/** Homes told in a few words, for the tests of the lab. */
import { FIXTURE_SCHEMA, type EventFixture, type NetworkFixture } from '../../src/lab/fixture.js';
import type { LabHome } from '../../src/lab/home.js';
import { openLabHome } from '../../src/lab/index.js';

export function fixture(home: NetworkFixture['home'], history: readonly EventFixture[] = [], person: NetworkFixture['person'] = {}): NetworkFixture {
  return { schema: FIXTURE_SCHEMA, title: 'A home', story: 'Told in a test.', home, history, person, expect: { verdict: 'healthy' } };
}

export const PHONES = {
  p2p: { name: 'p2p phone', method: 'p2p' },
  ddns: { name: 'ddns phone', method: 'ddns' },
  wan: { name: 'wan phone', method: 'wan-ip' },
  lan: { name: 'lan phone', method: 'lan-ip' },
} as const;

/** A home with every way in at once, in working order before its history. */
export const EVERYTHING: NetworkFixture['home'] = {
  router: { portRules: [{ outside: 37777, to: 'recorder' }] },
  recorder: { ddns: { hostname: 'myhome.ddns.example' } },
  phones: [PHONES.p2p, PHONES.ddns, PHONES.wan, PHONES.lan],
};

/** The same with a recorder whose address is typed in by hand. */
export const FIXED: NetworkFixture['home'] = { ...EVERYTHING, recorder: { dhcp: false, ddns: { hostname: 'myhome.ddns.example' } } };

/** `p2p away: video` … for every phone and place; failures with their stage. */
export async function sight(home: LabHome): Promise<Record<string, string>> {
  const trials = await home.tryPhones();
  return Object.fromEntries(trials.map((trial) => [`${trial.method} ${trial.from}`, trial.sees ? 'sees' : trial.stage]));
}

/** Opens a home, lets `look` have it, closes it. */
export async function inHome<T>(told: NetworkFixture, look: (home: LabHome) => Promise<T>): Promise<T> {
  const home = await openLabHome(told);
  try {
    return await look(home);
  } finally {
    home.close();
  }
}

/** What the phones see after a history. */
export function sightAfter(home: NetworkFixture['home'], ...history: EventFixture[]): Promise<Record<string, string>> {
  return inHome(fixture(home, history), sight);
}
