import { describe, expect, it } from 'vitest';
import { startIgd } from '../../src/lab/devices/igd.js';
import type { PortMapping, RouterControl } from '../../src/lab/device.js';
import { igd } from '../../src/probes/igd.js';
import { description, envelope, type EvilRouter, fault, honestSoap, http, ssdpAnswer, startEvilRouter, WAN_IP } from './evil-router.js';
import { answerUdp, countTcp, detail, probeHome, runOne, told, type OneRun, type ProbeHome } from './support.js';

const LAN = '192.168.1.1';

function rule(outside: number, protocol: 'tcp' | 'udp' = 'tcp'): PortMapping {
  return { protocol, outside, host: '192.168.1.64', inside: 37777, enabled: true, description: 'dvr', leaseSeconds: 0 };
}

function control(igdVersion: 1 | 2, changes: Partial<RouterControl> = {}): RouterControl {
  return {
    model: 'EX-1000',
    igdVersion,
    wanAddress: () => '192.88.98.7',
    lanAddress: () => LAN,
    connected: () => true,
    uptimeSeconds: () => 4711,
    epochSeconds: () => 4711,
    mappings: () => [rule(37777), rule(8000, 'udp')],
    addMapping: () => 606,
    deleteMapping: () => 606,
    ...changes,
  };
}

async function againstEvil(evil: Partial<EvilRouter>, prepare?: (home: ProbeHome) => Promise<void>): Promise<OneRun & { requests: string[] }> {
  const home = probeHome();
  await prepare?.(home);
  const requests = await startEvilRouter(home.routerLan, { address: LAN, ...evil });
  return { ...(await runOne(home.laptop, igd)), requests };
}

describe('an honest router', () => {
  it.each([1, 2] as const)('of version %i is read completely', async (version) => {
    const home = probeHome();
    await startIgd(home.routerLan, { router: control(version), address: LAN });
    const { facts, outcomes, ms } = await runOne(home.laptop, igd);
    expect(told(facts, 'router.igd.found')).toBe(true);
    expect(told(facts, 'router.igd.version')).toBe(version);
    expect(told(facts, 'router.igd.address')).toBe(LAN);
    expect(told(facts, 'router.igd.isGateway')).toBe(true);
    expect(told(facts, 'router.igd.connected')).toBe(true);
    expect(told(facts, 'router.igd.uptimeSeconds')).toBe(4711);
    expect(told(facts, 'router.igd.count')).toBe(1);
    expect(told(facts, 'router.wanAddress')).toBe('192.88.98.7');
    expect(told(facts, 'router.mappings')).toEqual(expect.arrayContaining([rule(37777), rule(8000, 'udp')]));
    expect(outcomes.at(-1)).toMatchObject({ id: 'igd', outcome: 'done' });
    // The wait ends with the gateway's answer, not with SSDP's time.
    expect(ms).toBeLessThan(300);
  });

  it.each([1, 2] as const)('of version %i without rules has an empty list, not an unknown one', async (version) => {
    const home = probeHome();
    await startIgd(home.routerLan, { router: control(version, { mappings: () => [] }), address: LAN });
    expect(told((await runOne(home.laptop, igd)).facts, 'router.mappings')).toEqual([]);
  });

  it('announces version 2 without its list action: the rules are read one by one', async () => {
    const home = probeHome();
    const many = Array.from({ length: 21 }, (_, i) => rule(4000 + i));
    await startIgd(home.routerLan, { router: control(2, { mappings: () => many }), address: LAN, quirks: { noPortList: true } });
    expect(told((await runOne(home.laptop, igd)).facts, 'router.mappings')).toHaveLength(21);
  });

  it('without a WAN address names none, which is a value', async () => {
    const home = probeHome();
    await startIgd(home.routerLan, { router: control(1, { wanAddress: () => null, connected: () => false }), address: LAN });
    const { facts } = await runOne(home.laptop, igd);
    expect(told(facts, 'router.wanAddress')).toBeNull();
    expect(told(facts, 'router.igd.connected')).toBe(false);
  });

  it('is preferred to another one that answered first, and both are counted', async () => {
    const home = probeHome();
    await startEvilRouter(home.inHouse('192.168.1.77'), { address: '192.168.1.77', description: (c) => http(c, 200, description({ model: 'Rogue' })) });
    await startIgd(home.routerLan, { router: control(2), address: LAN });
    const { facts } = await runOne(home.laptop, igd);
    expect(told(facts, 'router.igd.address')).toBe(LAN);
    expect(told(facts, 'router.igd.model')).toContain('EX-1000');
    expect(told(facts, 'router.igd.count')).toBe(2);
  });

  it('may take its time, as MX allows: it is waited for, though another one answered at once', async () => {
    const home = probeHome();
    await startEvilRouter(home.inHouse('192.168.1.77'), { address: '192.168.1.77' });
    await startEvilRouter(home.routerLan, { address: LAN, ssdpDelay: 900 });
    const { facts } = await runOne(home.laptop, igd);
    expect(told(facts, 'router.igd.address')).toBe(LAN);
    expect(told(facts, 'router.igd.count')).toBe(2);
  });

  it('that is not the gateway is read when the gateway keeps silent, and told apart', async () => {
    const home = probeHome();
    await startEvilRouter(home.inHouse('192.168.1.77'), { address: '192.168.1.77' });
    const { facts } = await runOne(home.laptop, igd);
    expect(told(facts, 'router.igd.found')).toBe(true);
    expect(told(facts, 'router.igd.address')).toBe('192.168.1.77');
    expect(told(facts, 'router.igd.isGateway')).toBe(false);
  });
});

describe('nobody answers', () => {
  it('is known absence after at most 1.3 seconds', async () => {
    const home = probeHome();
    const { facts, ms, outcomes } = await runOne(home.laptop, igd);
    expect(told(facts, 'router.igd.found')).toBe(false);
    expect(told(facts, 'router.igd.count')).toBe(0);
    expect(told(facts, 'router.mappings')).toEqual({ unknown: 'not-supported' });
    expect(told(facts, 'router.wanAddress')).toEqual({ unknown: 'not-supported' });
    expect(ms).toBeGreaterThanOrEqual(1000);
    expect(ms).toBeLessThanOrEqual(1300);
    expect(outcomes.at(-1)?.outcome).toBe('done');
  });

  it.each(['wg0', 'tun0', 'utun3', 'ppp0', 'tailscale0'])('and %s, whose other end is not this house, is not searched', async (tunnel) => {
    const { laptop } = probeHome();
    const searched: (string | undefined)[] = [];
    const withTunnel: typeof laptop = Object.assign(Object.create(laptop) as typeof laptop, {
      interfaces: async () => [...(await laptop.interfaces()), { interface: tunnel, mac: '00:00:00:00:00:00', address: '10.8.0.2', prefix: 24, family: 4 as const }],
      udp: (options: Parameters<typeof laptop.udp>[0]) => (searched.push(options?.address), laptop.udp(options)),
    });
    await runOne(withTunnel, igd);
    expect(searched).toEqual(['192.168.1.50']);
  });

  it('because the person stopped the search: nothing is concluded', async () => {
    const home = probeHome();
    const stop = home.clock.deadline(400);
    const { facts, interrupted } = await runOne(home.laptop, igd, { signal: stop.signal });
    expect(interrupted).toBe(true);
    expect(told(facts, 'router.igd.found')).toEqual({ unknown: 'not-run' });
    expect(told(facts, 'router.mappings')).toEqual({ unknown: 'not-run' });
  });

  it('on a computer without any network: unknown, at once', async () => {
    const home = probeHome();
    home.host('lonely', '192.168.1.99');
    const lonely = { ...home.laptop, clock: home.laptop.clock, interfaces: () => Promise.resolve([]), defaultGateway: () => home.laptop.defaultGateway(), resolvers: () => home.laptop.resolvers() };
    const { facts, ms } = await runOne(Object.assign(Object.create(home.laptop) as typeof home.laptop, lonely), igd);
    expect(told(facts, 'router.igd.found')).toEqual({ unknown: 'failed' });
    expect(ms).toBeLessThan(100);
  });
});

describe('a router that points elsewhere', () => {
  const VICTIMS = ['192.168.1.99', '203.0.113.2'];

  it.each(VICTIMS)('with its LOCATION (%s) is not followed', async (victim) => {
    let seen = { connections: 0 };
    const { facts, requests } = await againstEvil({ ssdp: () => [ssdpAnswer(`http://${victim}:80/desc.xml`)] }, async (home) => {
      seen = await countTcp(victim.startsWith('192') ? home.inHouse(victim) : home.onInternet(victim), 80);
    });
    expect(seen.connections).toBe(0);
    expect(requests).toEqual([]);
    expect(told(facts, 'router.igd.found')).toEqual({ unknown: 'not-permitted' });
    expect(told(facts, 'router.mappings')).toEqual({ unknown: 'not-permitted' });
  });

  it('with its LOCATION first, and then rightly, is read', async () => {
    const { facts } = await againstEvil({ ssdp: (location) => [ssdpAnswer('http://192.168.1.99/x'), ssdpAnswer(location)] });
    expect(told(facts, 'router.igd.found')).toBe(true);
  });

  it.each(VICTIMS)('with its control address (%s) gets no order there', async (victim) => {
    let seen = { connections: 0 };
    const { facts } = await againstEvil({ description: (c) => http(c, 200, description({ control: `http://${victim}/ctl` })) }, async (home) => {
      seen = await countTcp(victim.startsWith('192') ? home.inHouse(victim) : home.onInternet(victim), 80);
    });
    expect(seen.connections).toBe(0);
    expect(told(facts, 'router.igd.found')).toEqual({ unknown: 'not-permitted' });
    expect(detail(facts, 'router.igd.found')).toContain('another host');
  });

  it('with a stale URLBase is asked at its own address', async () => {
    const { facts, requests } = await againstEvil({ description: (c) => http(c, 200, description({ base: 'http://192.168.0.1:5000/' })) });
    expect(requests).toContain('POST /ctl HTTP/1.1');
    expect(told(facts, 'router.wanAddress')).toBe('192.88.98.7');
  });

  it('with a redirect of its description is not followed', async () => {
    let seen = { connections: 0 };
    const { facts } = await againstEvil({ description: (c) => http(c, 302, '', 'Location: http://192.168.1.99/desc.xml\r\n') }, async (home) => {
      seen = await countTcp(home.inHouse('192.168.1.99'), 80);
    });
    expect(seen.connections).toBe(0);
    expect(told(facts, 'router.igd.found')).toEqual({ unknown: 'malformed' });
  });

  it('with a redirect of its orders gets no order there', async () => {
    let seen = { connections: 0 };
    const { facts } = await againstEvil({ soap: (c) => http(c, 307, '', 'Location: http://192.168.1.99/ctl\r\n') }, async (home) => {
      seen = await countTcp(home.inHouse('192.168.1.99'), 80);
    });
    expect(seen.connections).toBe(0);
    expect(told(facts, 'router.igd.connected')).toEqual({ unknown: 'malformed' });
    expect(told(facts, 'router.wanAddress')).toEqual({ unknown: 'malformed' });
    expect(told(facts, 'router.mappings')).toEqual({ unknown: 'malformed' });
  });

  it('from another network on the same wire is not believed', async () => {
    const home = probeHome();
    await startEvilRouter(home.inHouse('10.9.9.9', 0), { address: '10.9.9.9' });
    const { facts } = await runOne(home.laptop, igd);
    expect(told(facts, 'router.igd.count')).toBe(0);
    expect(told(facts, 'router.igd.found')).toBe(false);
  });
});

describe('a description that is', () => {
  const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nConnection: close\r\n\r\n';
  const text = (body: string) => (c: Parameters<NonNullable<EvilRouter['description']>>[0]) => http(c, 200, body);
  const CASES: Record<string, NonNullable<EvilRouter['description']>> = {
    'empty': text(''),
    'not XML': text('<html><p>Login'),
    'cut short': text(description().slice(0, -60)),
    'an entity bomb': text(`<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>${description()}`),
    'nested without measure': text('<a>'.repeat(50_000)),
    'made of a million elements': text(`<root><device>${'<x/>'.repeat(40_000)}</device></root>`),
    'larger than any description': (c) => c.end(`${head}<root><device><x>${'y'.repeat(400_000)}</x></device></root>`),
    'compressed': (c) => c.end(`HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n\x1f\x8b\x08${'\0'.repeat(200)}`),
    'without any WAN service': text('<root><device><friendlyName>TV</friendlyName></device></root>'),
    'an error page': (c) => http(c, 404, ''),
    'not HTTP': (c) => c.end('SSH-2.0-x\r\n'),
  };
  it.each(Object.keys(CASES))('%s: unknown (malformed), never found and never absent', async (name) => {
    const { facts, ms } = await againstEvil({ description: CASES[name] as NonNullable<EvilRouter['description']> });
    expect(told(facts, 'router.igd.found')).toEqual({ unknown: 'malformed' });
    expect(told(facts, 'router.mappings')).toEqual({ unknown: 'malformed' });
    expect(told(facts, 'router.wanAddress')).toEqual({ unknown: 'malformed' });
    expect(ms).toBeLessThanOrEqual(1700);
  });

  const ENDLESS: Record<string, (home: ProbeHome) => NonNullable<EvilRouter['description']>> = {
    'never sent': () => () => undefined,
    'sent byte by byte': (home) => (c) => {
      const drip = async (): Promise<void> => {
        c.write(head);
        while (!c.destroyed) {
          await home.routerLan.clock.sleep(100);
          c.write('<');
        }
      };
      void drip();
    },
  };
  it.each(Object.keys(ENDLESS))('%s: unknown at the deadline', async (name) => {
    const home = probeHome();
    await startEvilRouter(home.routerLan, { address: LAN, description: (ENDLESS[name] as (h: ProbeHome) => NonNullable<EvilRouter['description']>)(home) });
    const { facts, outcomes, ms } = await runOne(home.laptop, igd);
    expect(told(facts, 'router.igd.found')).toEqual({ unknown: 'timed-out' });
    expect(told(facts, 'router.mappings')).toEqual({ unknown: 'timed-out' });
    expect(outcomes.at(-1)?.outcome).toBe('timed-out');
    expect(ms).toBeLessThanOrEqual(1700);
  });
});

describe('SOAP answers that', () => {
  it.each([
    ['are empty', ''],
    ['are not XML', 'OK'],
    ['are cut short', envelope('<u:x').slice(0, 100)],
    ['answer another question', envelope(`<u:GetFooResponse xmlns:u="${WAN_IP}:1"></u:GetFooResponse>`)],
  ])('%s: unknown (malformed)', async (_name, body) => {
    const { facts } = await againstEvil({ soap: (c) => http(c, 200, body) });
    for (const path of ['router.igd.connected', 'router.igd.uptimeSeconds', 'router.wanAddress', 'router.mappings'] as const) {
      expect(told(facts, path)).toEqual({ unknown: 'malformed' });
    }
  });

  it.each([
    [401, 'not-supported'],
    [402, 'failed'],
    [501, 'failed'],
    [606, 'not-permitted'],
    [718, 'failed'],
    [725, 'failed'],
  ])('refuse with %i: the code is kept', async (code, reason) => {
    const { facts } = await againstEvil({ soap: (c) => http(c, 500, fault(code)) });
    expect(told(facts, 'router.wanAddress')).toEqual({ unknown: reason });
    expect(detail(facts, 'router.wanAddress')).toBe(`UPnP error ${code}`);
    expect(detail(facts, 'router.mappings')).toBe(`UPnP error ${code}`);
  });

  it('end the list with 402 after real entries: that is the end', async () => {
    const { facts } = await againstEvil({ soap: (c, action, body) => (/Index>[3-9]/.test(body) ? http(c, 500, fault(402)) : honestSoap(c, action, body)) });
    expect(told(facts, 'router.mappings')).toHaveLength(3);
  });

  it('break off in the middle of the list: half a list is no list', async () => {
    const { facts } = await againstEvil({ soap: (c, action, body) => (body.includes('Index>2<') ? http(c, 500, fault(501)) : honestSoap(c, action, body)) });
    expect(told(facts, 'router.mappings')).toEqual({ unknown: 'failed' });
  });

  it('list rules without end: unknown, with an end', async () => {
    const { facts, requests } = await againstEvil({ soap: (c, action, body) => honestSoap(c, action, body.replace(/Index>\d+</, 'Index>1<')) });
    expect(told(facts, 'router.mappings')).toMatchObject({ unknown: expect.stringMatching(/malformed|timed-out/) as string });
    expect(requests.length).toBeLessThan(270);
  });

  it('hold a damaged rule: its fields are empty, the others stand', async () => {
    const { facts } = await againstEvil({
      soap: (c, action, body) =>
        body.includes('Index>1<')
          ? http(c, 200, envelope(`<u:${action}Response xmlns:u="x"><NewExternalPort>0</NewExternalPort><NewProtocol>SCTP</NewProtocol><NewInternalPort>99999</NewInternalPort><NewInternalClient>nas.local</NewInternalClient><NewEnabled>maybe</NewEnabled><NewPortMappingDescription>a\u001b[2Jb</NewPortMappingDescription><NewLeaseDuration>-1</NewLeaseDuration></u:${action}Response>`))
          : honestSoap(c, action, body),
    });
    const list = told(facts, 'router.mappings') as unknown[];
    expect(list).toHaveLength(3);
    expect(list[1]).toEqual({ protocol: null, outside: null, host: null, inside: null, enabled: null, description: 'a [2Jb', leaseSeconds: null });
  });

  it('name an address that is none: unknown (malformed), not "no address"', async () => {
    const { facts } = await againstEvil({
      soap: (c, action, body) => (action === 'GetExternalIPAddress' ? http(c, 200, envelope(`<u:${action}Response xmlns:u="x"><NewExternalIPAddress>your-ip</NewExternalIPAddress></u:${action}Response>`)) : honestSoap(c, action, body)),
    });
    expect(told(facts, 'router.wanAddress')).toEqual({ unknown: 'malformed' });
  });
});

describe('SSDP answers', () => {
  it('from thousands of forged sources do not hide the gateway', async () => {
    const home = probeHome();
    await startEvilRouter(home.routerLan, { address: LAN });
    for (let i = 2; i < 40; i += 1) await answerUdp(home.inHouse(`192.168.1.${i + 60}`), 1900, () => [Buffer.from(ssdpAnswer(`http://192.168.1.${i + 60}:1/`))], ['239.255.255.250']);
    const { facts } = await runOne(home.laptop, igd);
    expect(told(facts, 'router.igd.address')).toBe(LAN);
    expect(told(facts, 'router.igd.count')).toBeLessThanOrEqual(17);
  });

  it.each([
    ['without LOCATION', 'HTTP/1.1 200 OK\r\nST: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\n\r\n', 'not-permitted'],
    ['with a LOCATION that is no URL', ssdpAnswer('http://:::/'), 'not-permitted'],
    ['with user and password in the LOCATION', ssdpAnswer('http://a:b@192.168.1.1:5000/desc.xml'), 'not-permitted'],
    ['with a file as LOCATION', ssdpAnswer('file:///etc/passwd'), 'not-permitted'],
  ])('%s are not followed', async (_name, answer, reason) => {
    const { facts, requests } = await againstEvil({ ssdp: () => [answer] });
    expect(requests).toEqual([]);
    expect(told(facts, 'router.igd.found')).toEqual({ unknown: reason });
  });

  it.each([
    ['of a television', 'HTTP/1.1 200 OK\r\nST: urn:schemas-upnp-org:device:MediaRenderer:1\r\nLOCATION: http://192.168.1.1:5000/desc.xml\r\n\r\n'],
    ['that are notices', 'NOTIFY * HTTP/1.1\r\nNT: urn:schemas-upnp-org:device:InternetGatewayDevice:1\r\nLOCATION: http://192.168.1.1:5000/desc.xml\r\n\r\n'],
    ['of noise', '\0\0\0\0'],
  ])('%s are no router', async (_name, answer) => {
    const { facts } = await againstEvil({ ssdp: () => [answer] });
    expect(told(facts, 'router.igd.found')).toBe(false);
  });
});

it('names of devices cannot steer a terminal', async () => {
  const { facts } = await againstEvil({ description: (c) => http(c, 200, description({ model: '\u001b]0;owned\u0007\u202eEX' })) });
  expect(told(facts, 'router.igd.model')).toBe('Example ]0;owned EX');
});
