import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/index.js';
import type { Diagnosis } from '../../src/diagnosis/types.js';
import type { FactPath } from '../../src/facts/dictionary.js';
import type { Json } from '../../src/facts/observation.js';
import type { Rule } from '../../src/rules/types.js';
import { RANKING } from '../../src/diagnosis/rank.js';
import { clause, engine, factsOf, is, rule } from './pack.js';

const TRUE = is('host.vpn', false);
const OPEN = is('recorder.ports.http', 80);
const FALSE = is('host.vpn', true);

function run(rules: readonly Rule[], facts: Partial<Record<FactPath, Json>> = {}): Diagnosis {
  return diagnose({ engine: engine(rules), facts: factsOf({ 'host.vpn': false, 'access.method': 'ddns', ...facts }), probes: [] });
}
const ids = (diagnosis: Diagnosis): string[] => diagnosis.causes.map((cause) => cause.id);
const folded = (diagnosis: Diagnosis, id: string): string | null | undefined => diagnosis.rules.find((entry) => entry.id === id)?.foldedUnder;

describe('folding of consequences', () => {
  it('shows one cause where the others follow from it, over several steps', () => {
    const diagnosis = run([rule('c', TRUE), rule('b', TRUE, { explains: { c: 'often' } }), rule('a', TRUE, { explains: { b: 'always' } })]);
    expect(ids(diagnosis)).toEqual(['a']);
    expect([folded(diagnosis, 'a'), folded(diagnosis, 'b'), folded(diagnosis, 'c')]).toEqual([null, 'a', 'a']);
    expect(diagnosis.causes[0]?.explains).toEqual(['b', 'c']);
  });

  it('goes on through a rule that is not known only where the step always happens', () => {
    const through = (strength: 'always' | 'often'): string[] => ids(run([rule('a', TRUE, { explains: { b: strength } }), rule('b', OPEN, { explains: { c: 'always' } }), rule('c', TRUE)]));
    expect(through('always')).toEqual(['a']);
    expect(through('often')).toEqual(['a', 'c']);
  });

  it('stops at a rule that is definitely absent', () => {
    expect(ids(run([rule('a', TRUE, { explains: { b: 'always' } }), rule('b', FALSE, { explains: { c: 'always' } }), rule('c', TRUE)]))).toEqual(['a', 'c']);
  });

  it('folds nothing under a cause that is only suspected', () => {
    const diagnosis = run([rule('a', [TRUE, OPEN], { explains: { b: 'always' } }), rule('b', TRUE)]);
    expect(ids(diagnosis)).toEqual(['b']);
    expect(diagnosis.suspects).toEqual([{ id: 'a', title: 'Title of a', missing: ['recorder.ports.http'] }]);
  });

  it('keeps one cause of two that name each other', () => {
    expect(ids(run([rule('a', TRUE, { explains: { b: 'always' } }), rule('b', TRUE, { explains: { a: 'always' } })]))).toEqual(['a']);
  });

  it('shows a consequence as the cause where the fault behind it does not touch the person’s way', () => {
    const diagnosis = run([rule('a', TRUE, { paths: ['p2p'], explains: { b: 'always' } }), rule('b', TRUE, { paths: ['ddns'] })]);
    expect(ids(diagnosis)).toEqual(['b']);
    expect(diagnosis.notes.map((note) => note.id)).toEqual(['a']);
  });
});

describe('causes and notes', () => {
  it('reports both of two independent faults', () => {
    expect(ids(run([rule('a', TRUE), rule('b', TRUE)]))).toEqual(['a', 'b']);
  });

  it('makes a note of what does not touch the person’s way, and of hygiene', () => {
    const diagnosis = run([rule('p2p-off', TRUE, { paths: ['p2p'] }), rule('old-clock', TRUE, { kind: 'check', severity: 'minor' })]);
    expect(ids(diagnosis)).toEqual([]);
    expect(diagnosis.notes.map((note) => note.id)).toEqual(['p2p-off', 'old-clock']);
  });

  it('never makes a cause of a rule that depends on the way in while nobody knows it', () => {
    const facts = factsOf({ 'host.vpn': false });
    const everyWay = rule('line-down', TRUE);
    const oneWay = rule('no-port-rule', TRUE, { paths: ['ddns'] });
    const unknownWay = diagnose({ engine: engine([oneWay]), facts, probes: [] });
    expect(unknownWay).toMatchObject({ verdict: 'inconclusive', causes: [], notes: [], access: { method: null } });
    expect(unknownWay.suspects).toEqual([{ id: 'no-port-rule', title: 'Title of no-port-rule', missing: ['access.method'] }]);
    expect(ids(diagnose({ engine: engine([oneWay, everyWay]), facts, probes: [] }))).toEqual(['line-down']);
  });

  it('names the cause that accounts for what was seen to be broken', () => {
    const symptom = rule('port-closed', TRUE, { kind: 'symptom', paths: ['ddns'] });
    const diagnosis = run([symptom, rule('a', TRUE, { explains: { 'port-closed': 'always' } })]);
    expect(diagnosis.symptoms).toEqual([{ id: 'port-closed', title: 'Title of port-closed', explainedBy: 'a' }]);
  });
});

describe('the order of causes', () => {
  const symptom = rule('port-closed', TRUE, { kind: 'symptom', paths: ['ddns'] });
  const seen = { 'port-closed': 'often' } as const;
  const inOrder: readonly Rule[] = [
    rule('compromised', TRUE, { area: 'security', link: 'account', explains: seen }),
    rule('line-down', TRUE, { link: 'provider-line', severity: 'blocker', explains: seen }),
    rule('wrong-gateway', TRUE, { link: 'recorder-network', severity: 'blocker', explains: seen }),
    rule('cgnat', TRUE, { link: 'provider-line', severity: 'blocker', paths: ['ddns', 'wan-ip'], explains: seen }),
    rule('no-port-rule', TRUE, { link: 'port-rule', severity: 'blocker', paths: ['ddns', 'wan-ip'], explains: seen }),
    rule('stale-name', TRUE, { link: 'name', severity: 'blocker', paths: ['ddns'], explains: seen }),
    rule('accounts-for-nothing', TRUE, { link: 'recorder-network', severity: 'blocker' }),
  ];

  it('puts what is further up the stream first, and what explains nothing last, in whatever order the rules come', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...inOrder], { minLength: inOrder.length }), (rules) => {
        expect(ids(run([symptom, ...rules]))).toEqual(inOrder.map((entry) => entry.id));
      }),
      { numRuns: 40 },
    );
  });

  it('puts what is needed to account for everything before what accounts for a part of it', () => {
    const other = rule('name-stale', TRUE, { kind: 'symptom', paths: ['ddns'] });
    const part = rule('a-part', TRUE, { link: 'port-rule', severity: 'blocker', explains: seen });
    const all = rule('b-all', TRUE, { link: 'port-rule', severity: 'minor', explains: { ...seen, 'name-stale': 'often' } });
    const diagnosis = run([symptom, other, part, all]);
    expect(ids(diagnosis)).toEqual(['b-all', 'a-part']);
    expect(diagnosis.symptoms.map((entry) => entry.explainedBy)).toEqual(['b-all', 'b-all']);
    expect(diagnosis.causes.map((cause) => cause.before)).toEqual([RANKING.find((step) => step.words.includes('account for everything'))?.words, undefined]);
  });

  it('names first, of the suspects, those that account for what nothing else explains', () => {
    const quick = rule('a-quick', [TRUE, OPEN], { paths: ['ddns'] });
    const needed = rule('z-needed', [TRUE, OPEN, is('recorder.ports.https', 443)], { paths: ['ddns'], explains: seen });
    expect(run([symptom, quick, needed]).suspects.map((suspect) => suspect.id)).toEqual(['z-needed', 'a-quick']);
  });
});

describe('a cause whose certain effect is absent', () => {
  const absent = rule('p2p-offline', FALSE, { kind: 'symptom', title: 'The recorder is offline' });
  const latent = rule('latent', TRUE, { link: 'cloud', severity: 'blocker', explains: { 'p2p-offline': 'always' } });
  const WORKING = { 'access.method': 'p2p', 'recorder.p2p.enabled': true, 'recorder.p2p.status': 'online' } as const;

  it('stands beside the cause, with the reason, and is never lost', () => {
    const diagnosis = run([absent, latent, rule('plain', TRUE, { link: 'name', severity: 'minor' })]);
    expect(ids(diagnosis)).toEqual(['plain']);
    expect(diagnosis.notes).toMatchObject([{ id: 'latent', aside: expect.stringContaining('The recorder is offline') }]);
  });

  it('is found through a rule in between that always follows too', () => {
    const between = rule('between', OPEN, { explains: { 'p2p-offline': 'always' } });
    expect(ids(run([absent, between, rule('latent', TRUE, { explains: { between: 'always' } })]))).toEqual([]);
    expect(ids(run([absent, between, rule('sometimes', TRUE, { explains: { between: 'often' } })]))).toEqual(['sometimes']);
  });

  it('is a cause like any other where the effect is only unknown, or does not apply', () => {
    const unknown = { ...absent, when: [clause(OPEN)] };
    const notApplicable = { ...absent, applies: clause(FALSE) };
    for (const symptom of [unknown, notApplicable]) expect(ids(run([symptom, latent]))).toEqual(['latent']);
  });

  it('hides nothing: what would follow from it stands on its own', () => {
    const child = rule('child', TRUE, { link: 'name' });
    expect(ids(run([absent, { ...latent, explains: { ...latent.explains, child: 'always' } }, child]))).toEqual(['child']);
  });

  it('breaks no link, and lets no way be called working', () => {
    const diagnosis = run([absent, latent], WORKING);
    const p2p = diagnosis.paths.find((path) => path.method === 'p2p');
    expect(p2p?.links.map((link) => link.state)).toEqual(['unseen', 'proven', 'proven']);
    expect(p2p?.verdict).toBe('unknown');
    expect(diagnosis.verdict).toBe('inconclusive');
    expect(run([absent], WORKING).verdict).toBe('healthy');
  });

  it('is shown as a note also where nobody knows the way in', () => {
    const diagnosis = diagnose({ engine: engine([absent, latent]), facts: factsOf({ 'host.vpn': false }), probes: [] });
    expect(diagnosis).toMatchObject({ verdict: 'inconclusive', causes: [], notes: [{ id: 'latent' }] });
  });
});

describe('taking facts away from a healthy home', () => {
  const rules = [rule('a', is('recorder.p2p.enabled', false), { link: 'cloud', paths: ['p2p'] }), rule('b', is('recorder.p2p.status', 'offline'), { kind: 'symptom', paths: ['p2p'] })];
  const home = { 'access.method': 'p2p', 'recorder.p2p.enabled': true, 'recorder.p2p.status': 'online', 'host.vpn': false } as const;

  it('may leave the answer open, and never finds a problem that is not there', () => {
    fc.assert(
      fc.property(fc.subarray(Object.keys(home) as (keyof typeof home)[]), (kept) => {
        const diagnosis = diagnose({ engine: engine(rules), facts: factsOf(Object.fromEntries(kept.map((path) => [path, home[path]]))), probes: [] });
        const whole = kept.includes('access.method') && kept.includes('recorder.p2p.status');
        expect(diagnosis.verdict).toBe(whole ? 'healthy' : 'inconclusive');
      }),
    );
  });
});
