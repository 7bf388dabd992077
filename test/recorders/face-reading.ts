/** One run of a family's reader against a virtual recorder: open items, the one sign-in, all items. */
import type { FactPath } from '../../src/facts/dictionary.js';
import { mergeObservations } from '../../src/facts/merge.js';
import { Observer, type Observation } from '../../src/facts/observation.js';
import type { Network } from '../../src/network/seam.js';
import { CallBudget } from '../../src/recorders/call-budget.js';
import type { Exchange } from '../../src/recorders/exchange.js';
import { Login, type Credentials, type SignInResult } from '../../src/recorders/login.js';
import { readItems, type ReaderContext, type ReaderFamily } from '../../src/recorders/reader.js';
import { memoryRefusals, type RefusalStore } from '../../src/recorders/refusals.js';

export const AT = '192.168.1.64';

export interface Reading {
  readonly accepted: boolean;
  readonly result: SignInResult | undefined;
  /** Values as they are, unknown ones as `reason: detail`. */
  readonly facts: ReadonlyMap<FactPath, unknown>;
  readonly observations: readonly Observation[];
  /** Items whose reply is kept, in order. */
  readonly kept: readonly string[];
  readonly exchanges: readonly Exchange[];
}

export interface ReadingOptions {
  readonly credentials?: Credentials;
  readonly store?: RefusalStore;
  readonly context?: Partial<ReaderContext>;
}

/** `network`: the laptop's. */
export async function readFamily(family: ReaderFamily, network: Network, { credentials = { user: 'admin', password: 'Test-1234' }, store = memoryRefusals(), context = {} }: ReadingOptions = {}): Promise<Reading> {
  const login = new Login({ endpoint: `${AT}:80` }, credentials, store, network.clock);
  const exchanges: Exchange[] = [];
  const { signal } = new AbortController();
  const reader = family.open({
    network,
    base: { address: AT, port: 80, tls: false },
    login,
    budget: new CallBudget(),
    signal,
    facts: mergeObservations([]),
    ownAddresses: new Set(['192.168.1.50']),
    discovered: false,
    witness: (exchange) => exchanges.push(exchange),
    ...context,
  });
  const observer = new Observer('recorder-settings', 'recorder', () => network.clock.now());
  const kept: string[] = [];
  await readItems(reader, undefined, observer, signal, (item) => kept.push(item), reader.openItems);
  const accepted = await reader.signIn();
  if (accepted) await readItems(reader, undefined, observer, signal, (item) => kept.push(item));
  await reader.close();
  const merged = mergeObservations(observer.observations);
  const facts = new Map<FactPath, unknown>(
    observer.observations.map(({ path }) => {
      const fact = merged.get(path);
      return [path, fact.state === 'known' ? fact.value : fact.state === 'unknown' ? `${fact.reason}: ${fact.detail ?? ''}` : fact];
    }),
  );
  return { accepted, result: login.result, facts, observations: observer.observations, kept, exchanges };
}
