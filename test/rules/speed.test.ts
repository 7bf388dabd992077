/** A sanity bound, far above what is measured; the figures themselves belong to the bench. */
import { expect, it } from 'vitest';
import { FACT_PATHS, type FactPath } from '../../src/facts/dictionary.js';
import type { Facts } from '../../src/facts/merge.js';
import { compilePack, evaluate } from '../../src/rules/evaluate.js';
import { loadPack } from '../../src/rules/pack.js';
import type { RulePack } from '../../src/rules/types.js';
import { cpuTime } from '../cpu-time.js';
import { clause, factsOf, packOf, rule } from './helpers.js';

const SHAPES = [
  ['recorder.network.dhcp == false', 'has(recorder.network.address) && has(host.network) && !cidrContains(host.network, recorder.network.address)'],
  ['access.method in ["ddns", "wan-ip"]', 'lan.tcpPort == "open"', 'outside.tcpPort == "closed"', '!router.mappings.exists(m, m.protocol == "tcp" && m.inside == recorder.ports.tcp)'],
  ['recorder.p2p.enabled == true', 'recorder.p2p.status == "offline"', 'cloud.reachable == false || cloud.resolves == false'],
  ['has(router.wanAddress) && addressClass(router.wanAddress) == "shared"', 'wan.publicAddress != router.wanAddress'],
];
const RULES = Array.from({ length: 60 }, (_, index) => rule({ id: `r${String(index).padStart(2, '0')}`, when: (SHAPES[index % SHAPES.length] ?? []).map((cel) => clause(cel)) }));

const KNOWN = {
  'recorder.network.dhcp': false,
  'recorder.network.address': '192.168.0.64',
  'host.network': '192.168.1.0/24',
  'access.method': 'ddns',
  'lan.tcpPort': 'open',
  'outside.tcpPort': 'closed',
  'router.mappings': Array.from({ length: 8 }, (_, i) => ({ protocol: 'tcp', outside: 80 + i, host: '192.168.1.9', inside: 80 + i, enabled: true, description: '', leaseSeconds: 0 })),
  'recorder.ports.tcp': 37777,
  'recorder.p2p.enabled': true,
  'recorder.p2p.status': 'offline',
  'cloud.reachable': true,
  'cloud.resolves': true,
  'router.wanAddress': '100.64.9.7',
  'wan.publicAddress': '192.88.99.1',
} as const satisfies Partial<Record<FactPath, unknown>>;

/** Median microseconds of one run over a fresh document. */
function median(pack: RulePack, documents: readonly Facts[]): number {
  const compiled = compilePack(pack);
  const times = documents.map((facts) => {
    const start = performance.now();
    const results = evaluate(compiled, facts);
    const elapsed = performance.now() - start;
    expect(results).toHaveLength(60);
    return elapsed * 1000;
  });
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] as number;
}

it('60 rules over all facts take microseconds, and unknown facts cost hardly more', () => {
  const pack = packOf(RULES);
  const documents = (without: number): Facts[] =>
    Array.from({ length: 3000 }, (_, run) => factsOf(Object.fromEntries(Object.entries(KNOWN).filter((_entry, index) => (index + run) % 100 >= without || (index * 7 + run) % 4 !== 0))));
  median(pack, documents(0));
  const all = median(pack, documents(0));
  const some = median(pack, documents(100));
  const load = cpuTime(() => loadPack(JSON.parse(JSON.stringify(pack))));
  console.log(`60 rules, ${FACT_PATHS.length} facts: ${all.toFixed(1)} µs with the facts known, ${some.toFixed(1)} µs with 25 % of them unknown; loading the pack ${load.toFixed(1)} ms`);
  expect(all).toBeLessThan(500);
  expect(some).toBeLessThan(500);
  expect(load).toBeLessThan(100);
});
