/** The three probes that ask name servers: the DDNS name, the recorder's own servers, the P2P cloud. */
import { describe, expect, it } from 'vitest';
import { startCloud } from '../../src/lab/devices/cloud.js';
import { createZone, recursive, startAuthoritativeDns, startForwarder, startResolver, type Zone } from '../../src/lab/devices/dns.js';
import type { FactPath } from '../../src/facts/dictionary.js';
import type { Json } from '../../src/facts/observation.js';
import { ddnsName } from '../../src/probes/ddns-name.js';
import { zonesOf } from '../../src/probes/dns/authority.js';
import { p2pCloud } from '../../src/probes/p2p-cloud.js';
import { recorderDns } from '../../src/probes/recorder-dns.js';
import { isHostName } from '../../src/probes/wire/lookup.js';
import { answerUdp, detail, probeHome, runOne, told, type OneRun, type ProbeHome } from './support.js';

const ZONE_SERVER = { name: 'ns1.ddns.example', address: '203.0.113.60' };
const CLOUD = '203.0.113.80';
const HOME_NAME = 'home.ddns.example';

interface Names extends ProbeHome {
  readonly zone: Zone;
}

interface NameSettings {
  readonly address?: string;
  /** Whether the zone's own server runs. */
  readonly authority?: boolean;
  /** Whether the public resolver and the one of the provider run. */
  readonly resolvers?: boolean;
  readonly delegated?: boolean;
  readonly cloudAnswer?: string | null;
}

/** Zone server 203.0.113.60, public resolver 203.0.113.9, provider's resolver 203.0.113.53, forwarder in the router. */
async function names({ address = '192.88.98.7', authority = true, resolvers = true, delegated = true, cloudAnswer = CLOUD }: NameSettings = {}): Promise<Names> {
  const home = probeHome();
  const zone = createZone('ddns.example', [ZONE_SERVER], { [HOME_NAME]: { address } });
  const server = home.onInternet(ZONE_SERVER.address);
  if (authority) await startAuthoritativeDns(server, { zones: [zone] });
  for (const resolver of resolvers ? ['203.0.113.9', '203.0.113.53'] : []) {
    const network = home.onInternet(resolver);
    await startResolver(network, {
      resolve: recursive(network, { delegations: () => (delegated ? { 'ddns.example': ZONE_SERVER.address } : {}), hosts: () => (cloudAnswer === null ? {} : { 'www.easy4ipcloud.com': cloudAnswer }) }),
    });
  }
  await startForwarder(home.routerLan, { upstreams: () => ['203.0.113.53'] });
  return { ...home, zone };
}

function lookUp(home: ProbeHome, said: Partial<Record<FactPath, Json>> = { 'access.host': HOME_NAME }): Promise<OneRun> {
  return runOne(home.laptop, ddnsName, { said });
}

describe('the DDNS name', () => {
  it('leads everywhere to the same address', async () => {
    const { facts, ms } = await lookUp(await names());
    expect(told(facts, 'name.hostname')).toBe(HOME_NAME);
    expect(told(facts, 'name.state')).toBe('answers');
    for (const path of ['name.system', 'name.public', 'name.authoritative'] as const) expect(told(facts, path)).toBe('192.88.98.7');
    expect(told(facts, 'name.ttlSeconds')).toBe(60);
    expect(told(facts, 'name.zoneAlive')).toBe(true);
    expect(told(facts, 'name.resolverAnswers')).toBe(true);
    expect(ms).toBeLessThan(200);
  });

  it('was changed a moment ago: the house still remembers the old address, the provider has the new one', async () => {
    const home = await names({ address: '192.88.98.31' });
    await lookUp(home);
    home.zone.records[HOME_NAME] = { address: '192.88.98.7' };
    const { facts } = await lookUp(home);
    expect(told(facts, 'name.system')).toBe('192.88.98.31');
    expect(told(facts, 'name.authoritative')).toBe('192.88.98.7');
  });

  it('leads into the house: a private answer is a value', async () => {
    const { facts } = await lookUp(await names({ address: '192.168.1.64' }));
    expect(told(facts, 'name.state')).toBe('answers');
    expect(told(facts, 'name.authoritative')).toBe('192.168.1.64');
  });

  it('has lapsed at its provider: no such name, the provider lives', async () => {
    const home = await names();
    delete home.zone.records[HOME_NAME];
    const { facts } = await lookUp(home);
    expect(told(facts, 'name.state')).toBe('no-such-name');
    for (const path of ['name.system', 'name.public', 'name.authoritative'] as const) expect(told(facts, path)).toBeNull();
    expect(told(facts, 'name.zoneAlive')).toBe(true);
    expect(told(facts, 'name.ttlSeconds')).toEqual({ unknown: 'not-supported' });
  });

  it('has a provider that closed: the zone is gone', async () => {
    const { facts } = await lookUp(await names({ delegated: false }));
    expect(told(facts, 'name.state')).toBe('no-such-name');
    expect(told(facts, 'name.zoneAlive')).toBe(false);
    expect(told(facts, 'name.authoritative')).toEqual({ unknown: 'failed' });
  });

  it('has a provider whose server died after others remembered the name: dead, and the old answer shown', async () => {
    const home = await names({ resolvers: false, authority: false });
    // A resolver that still remembers, and names the server that does not answer.
    const network = home.onInternet('203.0.113.9');
    const zone = createZone('ddns.example', [ZONE_SERVER], { [HOME_NAME]: { address: '192.88.98.7' } });
    await startAuthoritativeDns(network, { zones: [zone] });
    const { facts, ms } = await lookUp(home);
    expect(told(facts, 'name.public')).toBe('192.88.98.7');
    expect(told(facts, 'name.zoneAlive')).toBe(false);
    expect(told(facts, 'name.authoritative')).toEqual({ unknown: 'timed-out' });
    expect(ms).toBeLessThanOrEqual(1400);
  });

  it('cannot be looked up anywhere: nothing is said about it, except that the name servers are silent', async () => {
    const { facts, ms } = await lookUp(await names({ resolvers: false }));
    expect(told(facts, 'name.resolverAnswers')).toBe(false);
    for (const path of ['name.state', 'name.system', 'name.public', 'name.authoritative', 'name.zoneAlive', 'name.ttlSeconds'] as const) expect(told(facts, path)).toEqual({ unknown: 'timed-out' });
    expect(ms).toBeLessThanOrEqual(1400);
  });

  it('is answered by something on the way in place of its provider: not taken for the provider', async () => {
    const home = await names({ authority: false });
    const network = home.onInternet('203.0.113.61');
    await startResolver(network, { resolve: recursive(network, { delegations: () => ({}), hosts: () => ({ [HOME_NAME]: '6.6.6.6' }) }) });
    const zone = createZone('ddns.example', [{ name: 'ns1.ddns.example', address: '203.0.113.61' }], { [HOME_NAME]: { address: '192.88.98.7' } });
    await startAuthoritativeDns(home.onInternet('203.0.113.10'), { zones: [zone] });
    const { facts } = await runOne(home.laptop, ddnsName, { said: { 'access.host': HOME_NAME }, options: { publicResolvers: ['203.0.113.10'] } });
    expect(told(facts, 'name.authoritative')).toEqual({ unknown: 'malformed' });
    expect(told(facts, 'name.zoneAlive')).toEqual({ unknown: 'malformed' });
    expect(told(facts, 'name.state')).toBe('answers');
  });

  it('stands only in the recorder: taken from there; the name in the app goes first', async () => {
    const home = await names();
    expect(told((await lookUp(home, { 'recorder.ddns.hostname': HOME_NAME })).facts, 'name.hostname')).toBe(HOME_NAME);
    expect(told((await lookUp(home, { 'access.host': 'other.ddns.example', 'recorder.ddns.hostname': HOME_NAME })).facts, 'name.hostname')).toBe('other.ddns.example');
    expect(told((await lookUp(home, { 'access.host': '192.88.98.7', 'recorder.ddns.hostname': HOME_NAME })).facts, 'name.hostname')).toBe(HOME_NAME);
  });

  it.each([{}, { 'access.host': '192.168.1.64' }, { 'access.host': '../etc' }, { 'recorder.ddns.hostname': null }])('is not known (%j): nothing is looked up but whether name servers answer', async (said) => {
    const { facts } = await lookUp(await names(), said);
    expect(told(facts, 'name.hostname')).toEqual({ unknown: 'not-run' });
    expect(told(facts, 'name.state')).toEqual({ unknown: 'not-run' });
    expect(told(facts, 'name.resolverAnswers')).toBe(true);
  });

  it('is being looked up when the person stops: nothing is concluded', async () => {
    const home = await names({ resolvers: false });
    const { facts } = await runOne(home.laptop, ddnsName, { said: { 'access.host': HOME_NAME }, signal: home.clock.deadline(300).signal });
    for (const path of ['name.resolverAnswers', 'name.zoneAlive', 'name.state', 'name.system'] as const) expect(told(facts, path)).toEqual({ unknown: 'not-run' });
  });
});

it('zones of a name are itself and its parents, down to two labels', () => {
  expect(zonesOf('home.ddns.example')).toEqual(['home.ddns.example', 'ddns.example']);
  expect(zonesOf('a.b.c.d.e')).toEqual(['b.c.d.e', 'c.d.e', 'd.e']);
});

it.each([
  ['home.ddns.example', true],
  ['home.ddns.example.', true],
  ['192.168.1.64', false],
  ['1.2.3', false],
  ['9Z0AAAAPAZ00001', false],
  ['', false],
  ['a..b', false],
  ['a b.c', false],
  [`${'a'.repeat(64)}.example`, false],
])('%j is a host name: %s', (text, expected) => {
  expect(isHostName(text)).toBe(expected);
});

describe("the recorder's name servers", () => {
  const ask = (home: ProbeHome, servers: readonly string[], more: Partial<Record<FactPath, Json>> = {}): Promise<OneRun> =>
    runOne(home.laptop, recorderDns, { said: { 'recorder.network.dns': servers, ...more } });

  it('answer and find the cloud', async () => {
    const { facts } = await ask(await names(), ['192.168.1.1', '203.0.113.9']);
    expect(told(facts, 'name.recorderDnsAnswers')).toBe(true);
    expect(told(facts, 'name.recorderDnsFindsCloud')).toBe(true);
  });

  it('are dead, the first one only: the second one serves', async () => {
    const { facts } = await ask(await names(), ['203.0.113.99', '203.0.113.9']);
    expect(told(facts, 'name.recorderDnsAnswers')).toBe(true);
    expect(told(facts, 'name.recorderDnsFindsCloud')).toBe(true);
  });

  it('are all dead: none answers, and about the cloud nothing can be told', async () => {
    const { facts, ms } = await ask(await names(), ['203.0.113.98', '203.0.113.99']);
    expect(told(facts, 'name.recorderDnsAnswers')).toBe(false);
    expect(told(facts, 'name.recorderDnsFindsCloud')).toEqual({ unknown: 'timed-out' });
    expect(ms).toBeLessThanOrEqual(900);
  });

  it('refuse this house, as the servers of an old provider do: no answer, and the refusal is shown', async () => {
    const home = await names();
    await startResolver(home.onInternet('203.0.113.54'), { resolve: () => Promise.reject(new Error('not asked')), allow: () => false });
    const { facts } = await ask(home, ['203.0.113.54']);
    expect(told(facts, 'name.recorderDnsAnswers')).toBe(false);
    expect(detail(facts, 'name.recorderDnsFindsCloud')).toContain('REFUSED');
  });

  it.each([['0.0.0.0'], ['127.0.0.1'], ['192.168.1.1']])('hide the cloud behind %s: filtered', async (cloudAnswer) => {
    const { facts } = await ask(await names({ cloudAnswer }), ['203.0.113.9']);
    expect(told(facts, 'name.recorderDnsAnswers')).toBe(true);
    expect(told(facts, 'name.recorderDnsFindsCloud')).toBe(false);
  });

  it('say that the cloud does not exist: filtered', async () => {
    expect(told((await ask(await names({ cloudAnswer: null }), ['203.0.113.9'])).facts, 'name.recorderDnsFindsCloud')).toBe(false);
  });

  it('are asked for the cloud that the recorder is set to', async () => {
    expect(told((await ask(await names(), ['203.0.113.9'], { 'recorder.p2p.host': 'p2p.other.example' })).facts, 'name.recorderDnsFindsCloud')).toBe(false);
  });

  it('are not set at all: none answers', async () => {
    expect(told((await ask(await names(), [], { 'recorder.network.dnsAuto': false })).facts, 'name.recorderDnsAnswers')).toBe(false);
  });

  it('come by DHCP and are not told: unknown', async () => {
    expect(told((await ask(await names(), [], { 'recorder.network.dnsAuto': true })).facts, 'name.recorderDnsAnswers')).toEqual({ unknown: 'not-supported' });
  });

  it('are not known: skipped, and what is missing is said', async () => {
    const { outcomes, facts } = await runOne((await names()).laptop, recorderDns);
    expect(outcomes.at(-1)?.outcome).toBe('skipped');
    expect(detail(facts, 'name.recorderDnsAnswers')).toContain('settings');
  });
});

describe('the P2P cloud', () => {
  it('answers', async () => {
    const home = await names();
    await startCloud(home.onInternet(CLOUD));
    const { facts, ms } = await runOne(home.laptop, p2pCloud);
    expect(told(facts, 'cloud.resolves')).toBe(true);
    expect(told(facts, 'cloud.reachable')).toBe(true);
    expect(ms).toBeLessThan(200);
  });

  it('is asked whether it is there, and for nothing else', async () => {
    const home = await names();
    const heard = await answerUdp(home.onInternet(CLOUD), 8800, () => [Buffer.from('HTTP/1.1 403 Forbidden\r\n\r\n')]);
    expect(told((await runOne(home.laptop, p2pCloud)).facts, 'cloud.reachable')).toBe(true);
    expect(heard.map((datagram) => Buffer.from(datagram.data).toString())).toEqual(['DHGET /probe/p2psrv HTTP/1.1\r\nCSeq: 1\r\n\r\n']);
  });

  it('keeps silent: not reachable, within its deadline', async () => {
    const home = await names();
    await answerUdp(home.onInternet(CLOUD), 8800, () => []);
    const { facts, ms } = await runOne(home.laptop, p2pCloud);
    expect(told(facts, 'cloud.resolves')).toBe(true);
    expect(told(facts, 'cloud.reachable')).toBe(false);
    expect(ms).toBeLessThanOrEqual(1000);
  });

  it('is played by something that does not know its language: unknown', async () => {
    const home = await names();
    await answerUdp(home.onInternet(CLOUD), 8800, () => [Buffer.from('hello')]);
    expect(told((await runOne(home.laptop, p2pCloud)).facts, 'cloud.reachable')).toEqual({ unknown: 'malformed' });
  });

  it('is filtered by the name servers of the house only: not found, and reachable all the same', async () => {
    const home = await names({ cloudAnswer: '0.0.0.0' });
    await startCloud(home.onInternet(CLOUD));
    const network = home.onInternet('203.0.113.10');
    await startResolver(network, { resolve: recursive(network, { delegations: () => ({}), hosts: () => ({ 'www.easy4ipcloud.com': CLOUD }) }) });
    const { facts } = await runOne(home.laptop, p2pCloud, { options: { publicResolvers: ['203.0.113.10'] } });
    expect(told(facts, 'cloud.resolves')).toBe(false);
    expect(told(facts, 'cloud.reachable')).toBe(true);
  });

  it('cannot be looked up: nothing is known about it', async () => {
    const { facts } = await runOne((await names({ resolvers: false })).laptop, p2pCloud);
    expect(told(facts, 'cloud.resolves')).toEqual({ unknown: 'timed-out' });
    expect(told(facts, 'cloud.reachable')).toMatchObject({ unknown: expect.stringMatching(/failed|timed-out/) as string });
  });

  it('is another one for this recorder: that one is asked', async () => {
    const home = await names();
    const { facts } = await runOne(home.laptop, p2pCloud, { said: { 'recorder.p2p.host': HOME_NAME } });
    expect(told(facts, 'cloud.resolves')).toBe(true);
    expect(told(facts, 'cloud.reachable')).toBe(false);
  });
});
