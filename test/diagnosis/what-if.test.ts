import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/index.js';
import type { FactPath } from '../../src/facts/dictionary.js';
import type { Json } from '../../src/facts/observation.js';
import type { Remedy, Rule } from '../../src/rules/types.js';
import { clause, engine, fact, factsOf, is, remedy, rule } from './pack.js';

const CLOSED = { 'access.method': 'ddns', 'outside.tcpPort': 'closed' } as const;
const OPENS: Remedy = remedy('make-rule', { 'outside.tcpPort': 'open' }, { exposure: 'opens-port' });
const USE_P2P: Remedy = remedy('use-p2p', { 'access.method': 'p2p' }, { exposure: 'p2p-on' });

function wiped(remedies: readonly Remedy[]): Rule {
  return rule('wiped', is('outside.tcpPort', 'closed'), { link: 'port-rule', paths: ['ddns'], remedies });
}
function offered(rules: readonly Rule[], facts: Partial<Record<FactPath, Json>>, of = 'wiped'): string[] | undefined {
  const diagnosis = diagnose({ engine: engine(rules), facts: factsOf(facts), probes: [] });
  return diagnosis.causes.find((cause) => cause.id === of)?.remedies.map((entry) => entry.id);
}

describe('a remedy is offered', () => {
  it('when the cause is gone after it, and the safest comes first', () => {
    expect(offered([wiped([OPENS, USE_P2P, remedy('harmless', { 'outside.tcpPort': 'open' })])], CLOSED)).toEqual(['harmless', 'use-p2p', 'make-rule']);
  });

  it('with values of this home in its steps, and names where a value is not known', () => {
    const steps = remedy('steps', { 'outside.tcpPort': 'open' }, { steps: { homeowner: ['Type {host.gateway}, not {lan.address}.'] } });
    const diagnosis = diagnose({ engine: engine([wiped([steps])]), facts: factsOf({ ...CLOSED, 'host.gateway': '192.168.1.1' }), probes: [] });
    expect(diagnosis.causes[0]?.remedies[0]?.steps['homeowner']).toEqual(['Type 192.168.1.1, not the address at which the recorder answers.']);
  });

  it('with an effect copied from another fact; where that one is not known the rest of the prediction stands, but no port is opened on it', () => {
    const stale = rule('wiped', ['!=', fact('name.public'), fact('wan.publicAddress')], { link: 'name', paths: ['ddns'], remedies: [remedy('report', { 'name.public': { from: 'wan.publicAddress' } })] });
    const facts = { 'access.method': 'ddns', 'name.public': '192.88.98.7', 'wan.publicAddress': '192.88.98.90' } as const;
    expect(offered([stale], facts)).toEqual(['report']);
    const copy = { 'name.public': { from: 'router.wanAddress' } } as const;
    const elsewhere = { ...stale, remedies: [remedy('report', copy), remedy('opens', copy, { exposure: 'opens-port' })] };
    expect(offered([elsewhere], facts)).toEqual(['report']);
  });

  it('without any prediction only where it opens nothing', () => {
    expect(offered([wiped([remedy('wait', {}), remedy('open-all', {}, { exposure: 'opens-port' })])], CLOSED)).toEqual(['wait']);
  });
});

describe('a remedy is not offered', () => {
  it('when the cause would still be there whatever the fact is that its effect copies', () => {
    const useless = remedy('useless', { 'recorder.network.dns': { from: 'host.dns' } });
    expect(offered([wiped([useless])], CLOSED)).toEqual([]);
  });

  it('when the cause would still be there', () => {
    expect(offered([wiped([remedy('useless', { 'recorder.upnp.enabled': true })])], CLOSED)).toEqual([]);
  });

  it('when its guard does not hold, or cannot be told', () => {
    const guarded = { ...OPENS, when: clause(is('router.igd.found', true)) };
    expect(offered([wiped([guarded])], { ...CLOSED, 'router.igd.found': false })).toEqual([]);
    expect(offered([wiped([guarded])], CLOSED)).toEqual([]);
    expect(offered([wiped([guarded])], { ...CLOSED, 'router.igd.found': true })).toEqual(['make-rule']);
  });

  it('when it would bring a new fault', () => {
    const twoSharing = rule('shared', is('recorder.accounts.appUserReusable', true), { paths: ['ddns'] });
    expect(offered([wiped([remedy('both', { 'outside.tcpPort': 'open', 'recorder.accounts.appUserReusable': true })]), twoSharing], CLOSED)).toEqual([]);
  });

  it('when the other way that it leads to is broken by a fault of its own', () => {
    const firewall = rule('outbound-firewall', is('cloud.reachable', false), { link: 'cloud', paths: ['p2p'] });
    expect(offered([wiped([USE_P2P]), firewall], { ...CLOSED, 'cloud.reachable': false })).toEqual([]);
    expect(offered([wiped([USE_P2P]), firewall], { ...CLOSED, 'cloud.reachable': true })).toEqual(['use-p2p']);
  });

  it('when it opens a port behind a shared or a second line, confirmed or suspected', () => {
    const cgnat = rule('cgnat', [is('wan.online', true), ['==', ['call', 'addressClass', fact('router.wanAddress')], ['lit', 'shared']]], { link: 'provider-line', paths: ['ddns'] });
    const rules = [wiped([OPENS, USE_P2P]), cgnat];
    expect(offered(rules, { ...CLOSED, 'wan.online': true, 'router.wanAddress': '100.64.9.7' })).toEqual(['use-p2p']);
    expect(offered(rules, { ...CLOSED, 'wan.online': true })).toEqual(['use-p2p']);
    expect(offered(rules, { ...CLOSED, 'wan.online': true, 'router.wanAddress': '192.88.98.7' })).toEqual(['use-p2p', 'make-rule']);
  });
});
