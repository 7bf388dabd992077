import { describe, expect, it } from 'vitest';
import { inferMethod, withConclusions } from '../../src/diagnosis/access.js';
import type { FactPath } from '../../src/facts/dictionary.js';
import type { Json, Observation } from '../../src/facts/observation.js';
import { factsOf } from './pack.js';

const inferred = (facts: Partial<Record<FactPath, Json>>): unknown => inferMethod(factsOf(facts), 5)?.value;

const ONLY_P2P = {
  'recorder.p2p.enabled': true,
  'recorder.ddns.enabled': false,
  'recorder.upnp.enabled': false,
  'lan.address': '192.168.1.64',
  'recorder.ports.tcp': 37777,
  'router.mappings': [{ protocol: 'tcp', outside: 22, host: '192.168.1.9', inside: 22, enabled: true, description: '', leaseSeconds: 0 }],
} as const;
const RULE = [{ protocol: 'tcp', outside: 37777, host: '192.168.1.64', inside: 37777, enabled: true, description: '', leaseSeconds: 0 }];

describe('how the app connects, where nobody said it', () => {
  it('is P2P where the recorder leaves no other way', () => {
    expect(inferred(ONLY_P2P)).toBe('p2p');
  });

  it.each(['recorder.ddns.enabled', 'recorder.upnp.enabled', 'recorder.p2p.enabled', 'router.mappings', 'lan.address'] as const)('stays open where %s is not known', (missing) => {
    expect(inferred({ ...ONLY_P2P, [missing]: undefined, ...(missing === 'lan.address' ? { 'recorder.network.address': undefined } : {}) } as never)).toBeUndefined();
  });

  it('stays open where a port rule leads to the recorder as well', () => {
    expect(inferred({ ...ONLY_P2P, 'router.mappings': RULE })).toBeUndefined();
  });

  it('is DDNS where P2P is off, DDNS is on and a port rule leads to the recorder', () => {
    expect(inferred({ ...ONLY_P2P, 'recorder.p2p.enabled': false, 'recorder.ddns.enabled': true, 'router.mappings': RULE })).toBe('ddns');
  });

  it.each([
    ['192.88.98.7', 'wan-ip'],
    ['house.ddns.example', 'ddns'],
    ['192.168.1.64', undefined],
    ['9Z0AAAAPAZ00001', undefined],
  ])('from the saved address %s is %s', (host, method) => {
    expect(inferred({ 'access.host': host })).toBe(method);
  });

  it('is never concluded against what the person said', () => {
    expect(inferMethod(factsOf({ ...ONLY_P2P, 'access.method': 'ddns' }), 5)).toBeUndefined();
  });

  it('is marked as concluded', () => {
    expect(inferMethod(factsOf(ONLY_P2P), 5)).toMatchObject({ path: 'access.method', source: 'inferred', at: 5 });
  });
});

describe('what follows for certain', () => {
  const seen = (facts: Partial<Record<FactPath, Json>>): Observation[] => Object.entries(facts).map(([path, value]) => ({ path: path as FactPath, source: 'user', vantage: 'person', at: 5, value }));
  const known = (facts: Partial<Record<FactPath, Json>>) => withConclusions(seen(facts), 5);

  it('from an accepted sign-in is that somebody knows the password', () => {
    expect(known({ 'recorder.login.outcome': 'accepted' }).get('access.password')).toMatchObject({ value: 'known', source: 'inferred' });
    expect(known({ 'recorder.login.outcome': 'refused' }).value('access.password')).toBeUndefined();
  });

  it('from cameras that show away from home through the cloud is that the recorder is registered there', () => {
    expect(known({ 'access.method': 'p2p', 'access.worksAway': true }).value('recorder.p2p.status')).toBe('online');
    expect(known({ 'access.method': 'vpn', 'access.worksAway': true }).value('recorder.p2p.status')).toBeUndefined();
    expect(known({ 'access.method': 'p2p', 'access.worksAway': false }).value('recorder.p2p.status')).toBeUndefined();
  });

  it('never stands against what was seen or said', () => {
    const facts = known({ 'access.method': 'p2p', 'access.worksAway': true, 'recorder.p2p.status': 'offline', 'recorder.login.outcome': 'accepted', 'access.password': 'forgotten' });
    expect([facts.value('recorder.p2p.status'), facts.value('access.password')]).toEqual(['offline', 'forgotten']);
  });

  it('goes with what it followed from', () => {
    const stale: Observation = { path: 'recorder.p2p.status', source: 'inferred', vantage: 'person', at: 5, value: 'online' };
    expect(withConclusions([...seen({ 'access.method': 'p2p', 'access.worksAway': false }), stale], 5).value('recorder.p2p.status')).toBeUndefined();
  });
});
