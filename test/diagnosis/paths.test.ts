import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/index.js';
import type { Diagnosis, PathResult } from '../../src/diagnosis/types.js';
import type { FactPath } from '../../src/facts/dictionary.js';
import type { Json } from '../../src/facts/observation.js';
import type { Rule } from '../../src/rules/types.js';
import { engine, factsOf, is, rule } from './pack.js';

const P2P_OFF = rule('p2p-disabled', is('recorder.p2p.enabled', false), { link: 'cloud', paths: ['p2p'] });
const NO_RULE = rule('forwards-wiped', is('outside.tcpPort', 'closed'), { link: 'port-rule', paths: ['ddns'] });

function run(rules: readonly Rule[], facts: Partial<Record<FactPath, Json>>): Diagnosis {
  return diagnose({ engine: engine(rules), facts: factsOf(facts), probes: [] });
}
const path = (diagnosis: Diagnosis, method: string): PathResult | undefined => diagnosis.paths.find((candidate) => candidate.method === method);
const states = (diagnosis: Diagnosis, method: string): string[] => path(diagnosis, method)?.links.map((link) => link.state) ?? [];

const ONLINE = { 'access.method': 'p2p', 'recorder.p2p.enabled': true, 'recorder.p2p.status': 'online' } as const;

describe('a way to the cameras', () => {
  it('works when every link is proven or out of sight and nobody reports a failure', () => {
    const diagnosis = run([P2P_OFF], ONLINE);
    expect(states(diagnosis, 'p2p')).toEqual(['unseen', 'proven', 'proven']);
    expect(path(diagnosis, 'p2p')?.verdict).toBe('works');
    expect(diagnosis.verdict).toBe('healthy');
  });

  it.each([{ 'access.worksAway': false }, { 'access.worksAtHome': false }, { 'access.message': 'timeout' }])('is not called working while the person reports %o', (report) => {
    const diagnosis = run([P2P_OFF], { ...ONLINE, ...report });
    expect(states(diagnosis, 'p2p')).toEqual(['unknown', 'proven', 'proven']);
    expect(diagnosis.verdict).toBe('inconclusive');
  });

  it('that is not the person\'s own is not put in doubt by what they report of theirs', () => {
    const diagnosis = run([P2P_OFF], { ...ONLINE, 'access.method': 'ddns', 'access.worksAway': false });
    expect(states(diagnosis, 'p2p')).toEqual(['unseen', 'proven', 'proven']);
    expect(path(diagnosis, 'p2p')?.verdict).toBe('works');
    expect(states(diagnosis, 'ddns')[0]).toBe('unknown');
  });

  it('that is not the person\'s own is broken all the same where it is set up, and unknown where nobody can say whether it is', () => {
    const seen = { ...ONLINE, 'outside.tcpPort': 'closed' } as const;
    expect(path(run([NO_RULE], { ...seen, 'recorder.ddns.enabled': true }), 'ddns')).toMatchObject({ verdict: 'broken', brokenAt: 'port-rule' });
    expect(path(run([NO_RULE], seen), 'ddns')?.verdict).toBe('unknown');
    // At a place that is no station of that way.
    const elsewhere = rule('elsewhere', is('recorder.network.dhcp', false), { link: 'account', paths: ['p2p'] });
    expect(path(run([elsewhere], { 'access.method': 'ddns', 'recorder.p2p.status': 'online', 'recorder.network.dhcp': false }), 'p2p')?.verdict).toBe('unknown');
  });

  it('is unknown as long as one proof is missing', () => {
    const diagnosis = run([P2P_OFF], { 'access.method': 'p2p', 'recorder.p2p.enabled': true });
    expect(states(diagnosis, 'p2p')).toEqual(['unseen', 'unknown', 'unknown']);
    expect(diagnosis.verdict).toBe('inconclusive');
  });

  it('is broken, not "never set up", where the person uses it and the recorder has it switched off', () => {
    const diagnosis = run([P2P_OFF], { 'access.method': 'p2p', 'recorder.p2p.enabled': false });
    expect(path(diagnosis, 'p2p')).toMatchObject({ verdict: 'broken', brokenAt: 'cloud' });
    expect(path(diagnosis, 'p2p')?.links[1]?.rules).toEqual(['p2p-disabled']);
  });

  it('that somebody else might use is not set up where the recorder has it switched off', () => {
    const diagnosis = run([P2P_OFF], { 'access.method': 'ddns', 'recorder.p2p.enabled': false });
    expect(path(diagnosis, 'p2p')?.verdict).toBe('not-set-up');
  });

  it('is broken at the first link from the phone when several are', () => {
    const dead = rule('wrong-gateway', is('recorder.network.gateway', null), { link: 'recorder-network' });
    const diagnosis = run([NO_RULE, dead], { 'access.method': 'ddns', 'outside.tcpPort': 'closed', 'recorder.network.gateway': null });
    expect(path(diagnosis, 'ddns')).toMatchObject({ verdict: 'broken', brokenAt: 'port-rule' });
    expect(states(diagnosis, 'ddns').filter((state) => state === 'broken')).toHaveLength(2);
  });

  it('is not called working while a rule on it is broken itself', () => {
    const faulty = rule('faulty', ['==', ['-', ['lit', 'a'], ['lit', 1]], ['lit', 1]], { link: 'cloud', paths: ['p2p'] });
    const diagnosis = run([faulty], ONLINE);
    expect(diagnosis.rules).toEqual([{ id: 'faulty', verdict: 'error', foldedUnder: null }]);
    expect(diagnosis.verdict).toBe('inconclusive');
  });

  it('is not called working while something on it is seen to be broken and nothing explains it', () => {
    const symptom = rule('clock-off', is('recorder.ports.http', 81), { kind: 'symptom', link: 'recorder-service', paths: ['p2p'] });
    const diagnosis = run([symptom], { ...ONLINE, 'recorder.ports.http': 81 });
    expect(diagnosis.symptoms).toEqual([{ id: 'clock-off', title: 'Title of clock-off', explainedBy: null }]);
    expect(diagnosis.verdict).toBe('inconclusive');
    expect(diagnosis.summary).toBe('Nobody reports a failure, but this is not explained yet: Title of clock-off.');
    const missed = run([symptom], { ...ONLINE, 'recorder.ports.http': 81, 'access.worksAway': false });
    expect(missed.summary).toBe('Something on the way to your cameras is broken, but the reason is not clear yet.');
  });
});
