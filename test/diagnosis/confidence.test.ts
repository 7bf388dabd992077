import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confidenceOf } from '../../src/diagnosis/confidence.js';
import type { Confidence } from '../../src/diagnosis/types.js';
import { mergeObservations } from '../../src/facts/merge.js';
import type { Observation } from '../../src/facts/observation.js';
import type { Source } from '../../src/facts/types.js';
import type { Rule } from '../../src/rules/types.js';
import { clause, engine, is, observation, rule } from './pack.js';

function confidence(subject: Rule, observations: readonly Observation[]): Confidence | undefined {
  const facts = mergeObservations(observations);
  const [result] = engine([subject]).evaluate(facts);
  return result?.verdict === 'problem' ? confidenceOf(subject, result, facts) : undefined;
}

const STATIC = rule('static', is('recorder.network.dhcp', false), { link: 'recorder-network' });
const WIPED = rule('wiped', [is('lan.tcpPort', 'open'), ['==', ['size', ['fact', 'router.mappings']], ['lit', 0]]], { link: 'port-rule', confidence: 'likely' });
const OUTSIDE_CLOSED = observation('outside.tcpPort', 'closed', 'outside');

describe('confidence', () => {
  it('is certain where the recorder itself and another look say the same', () => {
    const both = rule('both', [is('recorder.network.dhcp', false), is('host.vpn', false)]);
    expect(confidence(both, [observation('recorder.network.dhcp', false), observation('host.vpn', false, 'host')])).toMatchObject({ word: 'certain', score: 0.97 });
  });

  it('never exceeds what the rule can be, however much speaks for it', () => {
    const supported = { ...STATIC, confidence: 'possible' as const, supports: [clause(is('host.vpn', false)), clause(is('host.vpn', false))] };
    expect(confidence(supported, [observation('recorder.network.dhcp', false), observation('host.vpn', false, 'host')])).toMatchObject({ word: 'possible', score: 0.55 });
  });

  it('is less where only the router says so and nobody looked from the internet', () => {
    const alone = confidence(WIPED, [observation('lan.tcpPort', 'open', 'lan-ports'), observation('router.mappings', [], 'igd')]);
    const looked = confidence({ ...WIPED, when: [...WIPED.when, clause(is('outside.tcpPort', 'closed'))] }, [
      observation('lan.tcpPort', 'open', 'lan-ports'),
      observation('router.mappings', [], 'igd'),
      OUTSIDE_CLOSED,
    ]);
    expect(alone?.word).toBe('likely');
    expect(alone?.score).toBeLessThan(looked?.score ?? 0);
    expect(alone?.terms.map((term) => term.text)).toContain('nothing behind it was seen from the internet');
  });

  it('is less where a method was concluded than where the person named it', () => {
    const app = rule('app', is('access.method', 'p2p'));
    const said = confidence(app, [observation('access.method', 'p2p', 'user')]);
    const concluded = confidence(app, [observation('access.method', 'p2p', 'inferred')]);
    expect(concluded?.score).toBeLessThan(said?.score ?? 0);
  });

  it('is as strong as the best of several alternatives', () => {
    const either = rule('either', [is('router.natpmp.found', false), is('recorder.network.dhcp', false)], { match: 'any' });
    const weak = confidence(either, [observation('router.natpmp.found', false, 'nat-pmp')]);
    const strong = confidence(either, [observation('router.natpmp.found', false, 'nat-pmp'), observation('recorder.network.dhcp', false)]);
    expect(strong?.score).toBeGreaterThan(weak?.score ?? 1);
  });

  it('shows a circumstance that sources disagree about, and does not count it', () => {
    const supported = { ...STATIC, supports: [clause(is('recorder.serial', 'A'))] };
    const observations = [observation('recorder.network.dhcp', false), observation('recorder.serial', 'A'), observation('recorder.serial', 'B', 'recorder-discovery')];
    const terms = confidence(supported, observations)?.terms;
    expect(terms).toContainEqual({ text: "sources disagree about the recorder's serial number, so it does not count", weight: 0 });
    expect(terms?.some((term) => term.text.startsWith('fits:'))).toBe(false);
  });

  it('adds up to its terms, within the limit of the rule', () => {
    const found = confidence(WIPED, [observation('lan.tcpPort', 'open', 'lan-ports'), observation('router.mappings', [], 'igd')]);
    const sum = found?.terms.reduce((total, term) => total + term.weight, 0) ?? 0;
    expect(found?.score).toBeCloseTo(sum, 2);
  });
});

describe('taking a source away', () => {
  const SUBJECTS: readonly Rule[] = [
    STATIC,
    WIPED,
    rule('three', [is('recorder.network.dhcp', false), is('lan.found', true), is('wan.online', true)], { link: 'provider-line', supports: [clause(is('access.worksAway', false)), clause(is('recorder.initialized', true))] }),
    rule('any', [is('router.natpmp.found', false), is('recorder.initialized', true), is('wan.online', true)], { match: 'any', confidence: 'likely' }),
  ];
  const OBSERVATIONS: readonly Observation[] = [
    ...(['recorder-settings', 'recorder-discovery'] as const).map((source) => observation('recorder.network.dhcp', false, source)),
    ...(['recorder-discovery', 'recorder-probe', 'recorder-login'] as const).map((source) => observation('recorder.initialized', true, source)),
    ...(['recorder-discovery', 'lan-ports'] as const).map((source) => observation('lan.found', true, source)),
    ...(['stun', 'dns'] as const).map((source) => observation('wan.online', true, source)),
    observation('lan.tcpPort', 'open', 'lan-ports'),
    observation('router.mappings', [], 'igd'),
    observation('router.natpmp.found', false, 'nat-pmp'),
    observation('access.worksAway', false, 'user'),
  ];
  const SOURCES = [...new Set(OBSERVATIONS.map((o) => o.source))];

  it('never raises the confidence, whatever else is known', () => {
    fc.assert(
      fc.property(fc.constantFrom(...SUBJECTS), fc.subarray([...OBSERVATIONS]), fc.constantFrom<Source>(...SOURCES), (subject, kept, gone) => {
        const before = confidence(subject, kept);
        const after = confidence(subject, kept.filter((o) => o.source !== gone));
        if (after) expect(after.score).toBeLessThanOrEqual(before?.score ?? -1);
      }),
      { numRuns: 2000 },
    );
  });
});
