import { describe, expect, it } from 'vitest';
import { compilePack, compileRule, evaluate, evaluateClause, judge } from '../../src/rules/evaluate.js';
import type { Expression } from '../../src/rules/types.js';
import { clause, factsOf, judged, packOf, rule, treeClause, valueOf } from './helpers.js';

const MAPPING = { protocol: 'tcp', outside: 37777, host: '192.168.1.64', inside: 37777, enabled: true, description: null, leaseSeconds: null };

describe('a clause over facts that are known or not', () => {
  it.each([
    ['recorder.network.dhcp == false', { 'recorder.network.dhcp': false }, true, ['recorder.network.dhcp']],
    ['recorder.network.dhcp == false', {}, 'unknown', ['recorder.network.dhcp']],
    ['!recorder.network.dhcp', { 'recorder.network.dhcp': true }, false, ['recorder.network.dhcp']],
    // A decided operand decides, whatever the other would say; only it is named.
    ['recorder.network.dhcp && wan.online', { 'wan.online': false }, false, ['wan.online']],
    ['recorder.network.dhcp || wan.online', { 'wan.online': true }, true, ['wan.online']],
    ['recorder.network.dhcp && wan.online', { 'wan.online': true }, 'unknown', ['recorder.network.dhcp']],
    ['recorder.network.dhcp || wan.online', {}, 'unknown', ['recorder.network.dhcp', 'wan.online']],
    ['recorder.network.gateway == null', { 'recorder.network.gateway': null }, true, ['recorder.network.gateway']],
    ['recorder.network.gateway == null', {}, 'unknown', ['recorder.network.gateway']],
    ['has(recorder.network.gateway)', { 'recorder.network.gateway': null }, false, ['recorder.network.gateway']],
    ['has(recorder.network.gateway)', { 'recorder.network.gateway': '192.168.1.1' }, true, ['recorder.network.gateway']],
    ['has(recorder.network.gateway)', {}, 'unknown', ['recorder.network.gateway']],
    ['known(recorder.network.gateway)', {}, false, ['recorder.network.gateway']],
    ['known(recorder.network.gateway)', { 'recorder.network.gateway': null }, true, ['recorder.network.gateway']],
    ['access.method in ["ddns", "wan-ip"]', { 'access.method': 'ddns' }, true, ['access.method']],
    ['"new-router" in access.changed', { 'access.changed': [] }, false, ['access.changed']],
    ['size(router.mappings) > 0', { 'router.mappings': [] }, false, ['router.mappings']],
    ['recorder.ports.tcp + 1 == access.port', { 'recorder.ports.tcp': 37777, 'access.port': 37778 }, true, ['recorder.ports.tcp', 'access.port']],
    ['recorder.time.offsetSeconds < -60', { 'recorder.time.offsetSeconds': -61 }, true, ['recorder.time.offsetSeconds']],
    ['access.method == "ddns" ? wan.online : recorder.network.dhcp', { 'access.method': 'ddns', 'wan.online': false }, false, ['access.method', 'wan.online']],
    ['[37777, 80].exists(p, p in lan.openPorts)', { 'lan.openPorts': [80] }, true, ['lan.openPorts']],
  ])('%s with %j is %s', (cel, facts, value, critical) => {
    const result = valueOf(cel, facts);
    expect(result.value).toBe(value);
    expect([...result.facts].sort()).toEqual([...critical].sort());
  });

  it('an address that is none cannot be in or out of a network, and the fact is named', () => {
    const result = valueOf('!cidrContains(host.network, recorder.network.address)', { 'host.network': '192.168.1.0/24', 'recorder.network.address': null });
    expect(result).toMatchObject({ value: 'unknown', facts: ['host.network', 'recorder.network.address'] });
  });
});

describe('lists from the router', () => {
  const cel = 'router.mappings.exists(m, m.protocol == "tcp" && m.inside == recorder.ports.tcp)';
  it('a rule in the list is found', () => {
    expect(valueOf(cel, { 'router.mappings': [{ ...MAPPING, inside: 80 }, MAPPING], 'recorder.ports.tcp': 37777 })).toMatchObject({ value: true, facts: ['router.mappings', 'recorder.ports.tcp'] });
  });
  it('an empty list settles it without the port', () => {
    expect(valueOf(cel, { 'router.mappings': [] })).toMatchObject({ value: false, facts: ['router.mappings'] });
  });
  it('a list of other protocols settles it without the port', () => {
    expect(valueOf(cel, { 'router.mappings': [{ ...MAPPING, protocol: 'udp' }] }).value).toBe(false);
  });
  it('without the list everything that it would take is named', () => {
    expect(valueOf(cel, {})).toMatchObject({ value: 'unknown', facts: ['router.mappings', 'recorder.ports.tcp'] });
  });
  it('a field that the router does not say is neither yes nor no', () => {
    const facts = { 'router.mappings': [{ ...MAPPING, enabled: null }] };
    expect(valueOf('router.mappings.exists(m, m.enabled)', facts).value).toBe('unknown');
    expect(valueOf('router.mappings.exists(m, m.enabled == true)', facts).value).toBe(false);
    expect(valueOf('router.mappings.all(m, m.leaseSeconds > 0)', facts).value).toBe('unknown');
  });
});

describe('the verdict of a rule', () => {
  const sample = rule({ applies: clause('access.method == "p2p"'), when: [clause('recorder.network.dhcp == false'), clause('wan.online')] });
  it.each([
    ['problem', { 'access.method': 'p2p', 'recorder.network.dhcp': false, 'wan.online': true }, []],
    ['ok', { 'access.method': 'p2p', 'recorder.network.dhcp': true }, []],
    ['ok', { 'recorder.network.dhcp': true }, []],
    ['not-applicable', { 'access.method': 'ddns' }, []],
    ['unknown', { 'access.method': 'p2p', 'recorder.network.dhcp': false }, ['wan.online']],
    ['unknown', { 'recorder.network.dhcp': false, 'wan.online': true }, ['access.method']],
    ['unknown', {}, ['access.method', 'recorder.network.dhcp', 'wan.online']],
  ] as const)('%s from %j', (verdict, facts, missing) => {
    const result = judged(sample, facts);
    expect(result.verdict).toBe(verdict);
    expect(result.missing.map((m) => m.fact)).toEqual(missing);
  });

  it('one true clause of "any" is enough, and all must be false to be fine', () => {
    const any = rule({ match: 'any', when: [clause('recorder.network.dhcp'), clause('wan.online')] });
    expect(judged(any, { 'wan.online': true }).verdict).toBe('problem');
    expect(judged(any, { 'wan.online': false }).verdict).toBe('unknown');
    expect(judged(any, { 'wan.online': false, 'recorder.network.dhcp': false }).verdict).toBe('ok');
  });

  it('supports never change the verdict', () => {
    const supported = rule({ when: [clause('wan.online')], supports: [clause('recorder.network.dhcp')] });
    expect(judged(supported, { 'wan.online': true })).toMatchObject({ verdict: 'problem', supports: [{ value: 'unknown' }], missing: [] });
  });

  it('the reason why a fact is missing is handed on', () => {
    const pack = compilePack(packOf([rule({ when: [clause('wan.online')] })]));
    expect(evaluate(pack, factsOf({}))[0]?.missing).toEqual([{ fact: 'wan.online', reason: 'not-run' }]);
  });
});

/** A sum that overflows: the only way in which sound text breaks while it runs. */
const BROKEN: Expression = ['<', ['+', ['lit', Number.MAX_SAFE_INTEGER], ['fact', 'recorder.ports.tcp']], ['lit', 0]];

describe('a computation that breaks', () => {
  const facts = { 'recorder.ports.tcp': 80, 'wan.online': true };
  const broken = treeClause(BROKEN);
  it.each([
    ['alone', rule({ when: [broken] })],
    ['turned round', rule({ when: [treeClause(['!', BROKEN])] })],
    ['beside a true clause', rule({ when: [broken, clause('wan.online')] })],
    ['beside an unknown clause', rule({ when: [broken, clause('recorder.network.dhcp')] })],
    ['under "any" beside a false clause', rule({ match: 'any', when: [broken, clause('!wan.online')] })],
    ['in the guard, with a clause that is false', rule({ applies: broken, when: [clause('!wan.online')] })],
    ['inside exists', rule({ when: [treeClause(['exists', ['list', 1], BROKEN])] })],
    ['as a condition', rule({ when: [treeClause(['?:', BROKEN, ['lit', false], ['lit', false]])] })],
  ])('%s is an error, never fine', (_name, one) => {
    expect(judged(one, facts).verdict).toBe('error');
  });

  it('a clause that is definitely false still decides', () => {
    expect(judged(rule({ when: [broken, clause('!wan.online')] }), facts).verdict).toBe('ok');
  });

  it('a value of the wrong type is an error, not a no', () => {
    const compiled = compileRule(rule({ when: [clause('recorder.network.dhcp')] }));
    expect(judge(compiled, factsOf({}).with({ 'recorder.network.dhcp': 'no' })).verdict).toBe('error');
  });
});

it('a proof outside of any rule is evaluated with the facts that decided it', () => {
  const proof = clause('recorder.p2p.status == "online"', 'the recorder reports itself online');
  const pack = compilePack(packOf([]));
  expect(evaluateClause(pack, proof, factsOf({ 'recorder.p2p.status': 'online' }))).toEqual({ is: proof.is, value: true, facts: ['recorder.p2p.status'] });
});
