/** Clients that nobody here wrote, against the lab's devices on loopback sockets. A client that is not installed is skipped, with the reason printed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockStatus } from '../../src/accounts/index.js';
import { createZone, startAuthoritativeDns, startResolver, type DnsServer } from '../../src/lab/devices/dns.js';
import { serveHomeOnLoopback, type ServedHome } from '../../src/lab/devices/serve.js';
import { hostNetwork } from '../../src/network/host/index.js';
import { installed, run, type Ran } from './clients-support.js';

/** An address of its own, so that the one NAT-PMP port is free for us. */
const ADDRESS = '127.0.97.1';

describe.skipIf(!installed('upnpc')).each([1, 2] as const)('upnpc against a version %i router', (igdVersion) => {
  let home: ServedHome;
  beforeAll(async () => {
    home = await serveHomeOnLoopback({ address: ADDRESS, home: { router: { igdVersion } }, ports: { natPmp: false } });
    // Without an address upnpc would search the machine's real network.
    expect(home.igd.descriptionUrl).toMatch(/^http:\/\/127\.0\.97\.1:\d+\/rootDesc\.xml$/);
  });
  afterAll(() => home.close());
  const upnpc = (...args: string[]): Promise<Ran> => run('upnpc', '-u', home.igd.descriptionUrl, ...args);

  it('finds a connected gateway and its outside address', async () => {
    const { text } = await upnpc('-s');
    expect(text).toContain('Found valid IGD');
    expect(text).toContain('Status : Connected');
    expect(text).toContain('ExternalIPAddress = 192.88.98.7');
  });

  it('adds, lists and deletes port rules, and reads the error of a second delete', async () => {
    expect((await upnpc('-a', ADDRESS, '37777', '37777', 'TCP')).text).toContain(`external 192.88.98.7:37777 TCP is redirected to internal ${ADDRESS}:37777`);
    expect((await upnpc('-a', ADDRESS, '80', '8080', 'TCP', '600')).text).toContain('(duration=600)');
    expect(home.router.mappings().map((m) => [m.outside, m.inside, m.leaseSeconds])).toEqual([
      [8080, 80, 600],
      [37777, 37777, 0],
    ]);
    expect((await upnpc('-l')).text).toMatch(/TCP 37777->127\.0\.97\.1:37777 'libminiupnpc'/);
    expect((await upnpc('-d', '8080', 'TCP')).text).toContain('UPNP_DeletePortMapping() returned : 0');
    expect((await upnpc('-d', '8080', 'TCP')).text).toContain('failed with code : 714');
    expect(home.router.mappings().map((m) => m.outside)).toEqual([37777]);
  });

  it('a port taken by another host is a conflict', async () => {
    home.router.addByHand({ protocol: 'tcp', outside: 443, host: '192.168.1.9', inside: 443, description: 'by hand' });
    expect((await upnpc('-a', ADDRESS, '443', '443', 'TCP')).text).toContain(`failed with code ${igdVersion === 2 ? 729 : 718}`);
  });

  it.runIf(igdVersion === 2)('reads the list in one call, and takes any free port', async () => {
    expect((await upnpc('-L')).text).toMatch(/TCP 37777->127\.0\.97\.1:37777 'libminiupnpc'/);
    expect((await upnpc('-n', ADDRESS, '443', '443', 'TCP')).text).toContain('external 192.88.98.7:444 TCP');
  });
});

describe.skipIf(!installed('natpmpc'))('natpmpc', () => {
  let home: ServedHome;
  beforeAll(async () => {
    home = await serveHomeOnLoopback({ address: ADDRESS });
  });
  afterAll(() => home.close());

  it('reads the outside address, maps a port and gives it back', async () => {
    expect((await run('natpmpc', '-g', ADDRESS)).text).toContain('Public IP address : 192.88.98.7');
    expect((await run('natpmpc', '-g', ADDRESS, '-a', '37777', '37777', 'tcp', '300')).text).toContain('Mapped public port 37777 protocol TCP to local port 37777');
    expect(home.router.mappings()).toMatchObject([{ protocol: 'tcp', outside: 37777, leaseSeconds: 300 }]);
    await run('natpmpc', '-g', ADDRESS, '-a', '0', '37777', 'tcp', '0');
    expect(home.router.mappings()).toEqual([]);
  });
});

describe.skipIf(!installed('curl'))('curl --digest', () => {
  let home: ServedHome;
  beforeAll(async () => {
    home = await serveHomeOnLoopback({ address: ADDRESS, ports: { natPmp: false } });
  });
  afterAll(() => home.close());
  const curl = (password: string, target: string): Promise<Ran> =>
    run('curl', '-s', '-g', '-w', '%{http_code}', '--digest', '-u', `admin:${password}`, `http://${ADDRESS}:${home.recorder.httpPort}/cgi-bin/${target}`);
  const left = (): number | null | undefined => lockStatus(home.accounts.state, 'admin', Date.now())?.triesLeft;

  it('reads settings with the right password, brackets in the query included', async () => {
    expect((await curl('Test-1234', 'magicBox.cgi?action=getMachineName')).text).toBe('name=NVR\r\n200');
    expect((await curl('Test-1234', 'configManager.cgi?action=getConfig&name=Network')).text).toContain(`table.Network.eth0.IPAddress=${ADDRESS}\r\n`);
    for (const brackets of ['[0]', '%5B0%5D']) expect((await curl('Test-1234', `configManager.cgi?action=getConfig&name=T2UServer${brackets}`)).text).toContain('table.T2UServer[0].Enable=true\r\n');
    expect(left()).toBe(5);
  });

  it('a wrong password burns exactly one try, and the fifth locks', async () => {
    expect((await curl('wrong', 'magicBox.cgi?action=getMachineName')).text).toBe('Error\r\nInvalid Authority!\r\n401');
    expect([left(), home.recorder.counters.refusedLogins]).toEqual([4, 1]);
    for (let i = 0; i < 3; i++) await curl('wrong', 'magicBox.cgi?action=getMachineName');
    const locked = /^\{"ErrorCode":268632081,"Result":false,"RmLock":1\d\d\d,"RmLogin":0\}403$/;
    expect((await curl('wrong', 'magicBox.cgi?action=getMachineName')).text).toMatch(locked);
    expect((await curl('Test-1234', 'magicBox.cgi?action=getMachineName')).text).toMatch(locked);
  });
});

describe.skipIf(!installed('dig'))('dig', () => {
  const servers: DnsServer[] = [];
  beforeAll(async () => {
    const network = hostNetwork();
    const zone = createZone('ddns.example', [{ name: 'ns1.ddns.example', address: '203.0.113.60' }], { 'home.ddns.example': { address: '192.88.98.7' } });
    servers.push(await startAuthoritativeDns(network, { zones: [zone], address: ADDRESS, port: 0 }));
    servers.push(await startResolver(network, { address: ADDRESS, port: 0, allow: () => false, resolve: async () => ({ rcode: 'NOERROR', answers: [] }) }));
  });
  afterAll(() => servers.forEach((server) => server.close()));
  const dig = (server: DnsServer | undefined, ...args: string[]): Promise<Ran> => run('dig', `@${ADDRESS}`, '-p', String(server?.port ?? 1), '+tries=1', '+time=2', ...args);

  it('gets an authoritative answer, the zone’s servers, and NXDOMAIN with the SOA', async () => {
    const found = (await dig(servers[0], 'home.ddns.example', 'A')).text;
    expect(found).toMatch(/status: NOERROR/);
    expect(found).toMatch(/flags: qr aa rd;/);
    expect(found).toMatch(/home\.ddns\.example\.\s+60\s+IN\s+A\s+192\.88\.98\.7/);
    expect((await dig(servers[0], '+short', 'ddns.example', 'NS')).text).toBe('ns1.ddns.example.\n');
    const missing = (await dig(servers[0], 'gone.ddns.example', 'A')).text;
    expect(missing).toMatch(/status: NXDOMAIN/);
    expect(missing).toMatch(/ddns\.example\.\s+60\s+IN\s+SOA\s+ns1\.ddns\.example\. hostmaster\.ddns\.example\. 1 3600 600 86400 60/);
  });

  it('is refused outside the zones, and by a resolver that it is no customer of', async () => {
    expect((await dig(servers[0], 'example.net', 'A')).text).toMatch(/status: REFUSED/);
    expect((await dig(servers[1], 'home.ddns.example', 'A')).text).toMatch(/status: REFUSED/);
  });
});

describe('serving a home', () => {
  it('only on loopback', async () => {
    await expect(serveHomeOnLoopback({ address: '192.168.1.1' })).rejects.toThrow('loopback only');
  });

  it('a taken port is one clear error, and nothing stays open', async () => {
    const first = await serveHomeOnLoopback({ address: ADDRESS, ports: { natPmp: false } });
    await expect(serveHomeOnLoopback({ address: ADDRESS, ports: { natPmp: false, http: first.recorder.httpPort, igd: 45_917 } })).rejects.toThrow(/The web port of the recorder could not be opened: address-in-use/);
    const again = await serveHomeOnLoopback({ address: ADDRESS, ports: { natPmp: false, igd: 45_917 } });
    again.close();
    first.close();
  });
});
