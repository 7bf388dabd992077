/** Clients that nobody here wrote work against the lab's router and recorder: so the simulation and our own probes cannot share a mistake. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPrograms, program } from './programs.js';
import { LAN, NamespaceHome, PUBLIC, whyNoHome } from './namespaces.js';

const why = whyNoHome();
if (why) console.log(`skipped: clients against the lab's router in a namespace (${why})`);
const peers = fileURLToPath(new URL('../../bench/peers/', import.meta.url));
const havePeers = existsSync(`${peers}node_modules/nat-upnp`);
if (!havePeers) console.log('skipped: npm peers (run `npm ci --prefix bench/peers`)');

const PASSWORD = 'Test-1234';

describe.skipIf(why !== undefined)("clients that nobody here wrote, against the lab's devices", () => {
  let home: NamespaceHome;
  let recorder: { stop(): Promise<string> };

  beforeAll(async () => {
    await buildPrograms();
    home = await NamespaceHome.build({ withoutMiniupnpd: true });
    recorder = await home.program('recorder', program('recorder-process'), [JSON.stringify({ settings: {}, password: PASSWORD, refresh: false })]);
  });
  afterAll(() => home?.close());

  describe.each([1, 2])('router with IGD version %i', (version) => {
    let router: { stop(): Promise<string> };
    beforeAll(async () => {
      router = await home.program('router', program('router-process'), [LAN.router, PUBLIC.address, String(version)]);
    });
    afterAll(() => router?.stop());

    it('upnpc finds it by multicast, reads its state, adds, lists and deletes a rule', async () => {
      const found = await home.run('laptop', 'upnpc', ['-l']);
      expect(found.stdout).toContain('Found valid IGD');
      expect(found.stdout).toContain('Status : Connected');
      expect(found.stdout).toContain(`ExternalIPAddress = ${PUBLIC.address}`);
      expect((await home.run('laptop', 'upnpc', ['-a', LAN.laptop, '8000', '18000', 'TCP'])).stdout).toContain('is redirected to internal');
      expect((await home.run('laptop', 'upnpc', ['-l'])).stdout).toMatch(/TCP 18000->192\.168\.1\.50:8000/);
      expect((await home.run('laptop', 'upnpc', ['-d', '18000', 'TCP'])).stdout).toContain('returned : 0');
    });

    it('natpmpc gets the external address and a mapping', async () => {
      const address = await home.run('laptop', 'natpmpc', ['-g', LAN.router]);
      expect(address.stdout).toContain(`Public IP address : ${PUBLIC.address}`);
      const mapped = await home.run('laptop', 'natpmpc', ['-g', LAN.router, '-a', '19000', '9000', 'udp', '60']);
      expect(mapped.stdout).toMatch(/Mapped public port 19000 protocol UDP to local port 9000/);
    });

    it.skipIf(!havePeers || version !== 1)('the npm package nat-upnp lists the rules and the address', async () => {
      await home.run('laptop', 'upnpc', ['-a', LAN.laptop, '8001', '18001', 'TCP']);
      const script = `const c=require('nat-upnp').createClient();
c.getMappings((e,m)=>{ if(e) throw e; c.externalIp((e2,ip)=>{ if(e2) throw e2; console.log(JSON.stringify({ip, ports:m.map(x=>x.public.port)})); process.exit(0); }); });`;
      const done = await home.run('laptop', process.execPath, ['-e', script], { env: { NODE_PATH: `${peers}node_modules` } });
      expect(JSON.parse(done.stdout)).toMatchObject({ ip: PUBLIC.address, ports: expect.arrayContaining([18001]) as unknown });
    });

    it.skipIf(!havePeers)('the npm package nat-pmp gets the address and a mapping', async () => {
      const script = `const c=require('nat-pmp').connect('${LAN.router}');
c.externalIp((e,i)=>{ if(e) throw e; c.portMapping({private:9001,public:19001,ttl:60},(e2,m)=>{ if(e2) throw e2; console.log(JSON.stringify({ip:i.ip.join('.'), port:m.public})); process.exit(0); }); });`;
      const done = await home.run('laptop', process.execPath, ['-e', script], { env: { NODE_PATH: `${peers}node_modules` } });
      expect(JSON.parse(done.stdout)).toEqual({ ip: PUBLIC.address, port: 19001 });
    });
  });

  it('curl --digest reads the recorder with the right password, and one wrong password costs exactly one try', async () => {
    const url = `http://${LAN.recorder}/cgi-bin/configManager.cgi?action=getConfig&name=Network`;
    const right = await home.run('laptop', 'curl', ['-s', '--digest', '-u', `admin:${PASSWORD}`, url]);
    expect(right.stdout).toContain('table.Network.eth0.IPAddress=192.168.1.64');
    const wrong = await home.run('laptop', 'curl', ['-s', '-o', '/dev/null', '-w', '%{http_code}', '--digest', '-u', 'admin:wrong-one', url]);
    expect(wrong.stdout).toBe('401');
    const said = await recorder.stop();
    expect(JSON.parse(said.slice(said.indexOf('{')))).toMatchObject({ refusedLogins: 1, writes: 0 });
  });
});
