import { describe, expect, it } from 'vitest';
import { mergeObservations } from '../../src/facts/merge.js';
import type { Observation } from '../../src/facts/observation.js';

const seen = (path: Observation['path'], source: Observation['source'], value: Observation['value']): Observation => ({ path, source, vantage: 'home', at: 1000, ...(value === undefined ? {} : { value }) });
const missed = (path: Observation['path'], source: Observation['source'], reason: 'timed-out' | 'refused'): Observation => ({ path, source, vantage: 'home', at: 1000, unknown: { reason } });

describe('merging observations into facts', () => {
  it('leaves a quantity that nobody looked at unknown because nothing ran', () => {
    expect(mergeObservations([]).get('wan.publicAddress')).toEqual({ state: 'unknown', reason: 'not-run', others: [] });
  });

  it('keeps the reason of a probe that failed', () => {
    expect(mergeObservations([missed('wan.publicAddress', 'stun', 'timed-out')]).get('wan.publicAddress')).toMatchObject({ state: 'unknown', reason: 'timed-out' });
  });

  it('takes the value of the other source when one source failed', () => {
    const facts = mergeObservations([missed('router.wanAddress', 'igd', 'refused'), seen('router.wanAddress', 'nat-pmp', '192.88.98.7')]);
    expect(facts.get('router.wanAddress')).toMatchObject({ state: 'known', value: '192.88.98.7', source: 'nat-pmp', others: [{ source: 'igd', unknown: { reason: 'refused' } }] });
  });

  it('never takes a side when two sources of the same quantity disagree', () => {
    const facts = mergeObservations([seen('router.wanAddress', 'igd', '192.88.98.7'), seen('router.wanAddress', 'nat-pmp', '10.0.0.7')]);
    const fact = facts.get('router.wanAddress');
    expect(fact).toMatchObject({ state: 'unknown', reason: 'contested' });
    expect(fact.others.map((o) => o.value)).toEqual(['192.88.98.7', '10.0.0.7']);
    expect(facts.value('router.wanAddress')).toBeUndefined();
  });

  it('does not depend on the order in which the sources spoke', () => {
    const a = seen('recorder.serial', 'recorder-discovery', 'A1');
    const b = seen('recorder.serial', 'recorder-settings', 'A1');
    expect(mergeObservations([a, b]).get('recorder.serial')).toEqual(mergeObservations([b, a]).get('recorder.serial'));
    expect(mergeObservations([a, b]).get('recorder.serial')).toMatchObject({ source: 'recorder-settings' });
  });

  it('lets an observation beat a claim where the dictionary says so', () => {
    const facts = mergeObservations([seen('access.method', 'inferred', 'p2p'), seen('access.method', 'user', 'ddns')]);
    expect(facts.get('access.method')).toMatchObject({ state: 'known', value: 'ddns', others: [{ source: 'inferred', value: 'p2p' }] });
  });

  it('turns a value of the wrong form into unknown, not into an exception', () => {
    for (const bad of ['999.1.1.1', '', 12, true, [], {}]) {
      expect(mergeObservations([seen('wan.publicAddress', 'stun', bad as never)]).get('wan.publicAddress')).toMatchObject({ state: 'unknown', reason: 'malformed' });
    }
  });

  it('keeps a list out when one of its items is damaged, since the list is then not the one that was there', () => {
    const facts = mergeObservations([seen('host.dns', 'host', ['192.168.1.1', 'not an address'])]);
    expect(facts.get('host.dns')).toMatchObject({ state: 'unknown', reason: 'malformed' });
  });

  it('knows null only where "there is none" is an answer', () => {
    expect(mergeObservations([seen('host.gateway', 'host', null)]).get('host.gateway')).toMatchObject({ state: 'known', value: null });
    expect(mergeObservations([seen('wan.publicAddress', 'stun', null)]).get('wan.publicAddress')).toMatchObject({ state: 'unknown', reason: 'malformed' });
  });

  it('does not let a later failure erase what the same source saw', () => {
    const facts = mergeObservations([seen('lan.tcpPort', 'lan-ports', 'open'), missed('lan.tcpPort', 'lan-ports', 'timed-out')]);
    expect(facts.value('lan.tcpPort')).toBe('open');
  });
});
