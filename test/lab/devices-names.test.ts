/** Name servers, the DDNS provider and STUN. */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { createZone, recursive, startAuthoritativeDns, startForwarder, startResolver, type Zone } from '../../src/lab/devices/dns.js';
import { readQuestion } from '../../src/lab/devices/dns-wire.js';
import { expireHostname, startDdnsProvider, type DdnsAccount } from '../../src/lab/devices/ddns-provider.js';
import { answerStun, startStun } from '../../src/lab/devices/stun.js';
import type { HostView } from '../../src/lab/sim/view.js';
import { dnsQuery, type DnsAnswer } from '../../src/network/dns.js';
import type { Network } from '../../src/network/seam.js';
import { fetchHttp } from './devices-support.js';
import { smallHome, type SmallHome } from './sim-support.js';

const AUTHORITY = '203.0.113.60';
const RESOLVER = '203.0.113.53';
const NAME = 'home.ddns.example';

function zone(): Zone {
  return createZone('ddns.example', [{ name: 'ns1.ddns.example', address: AUTHORITY }], { [NAME]: { address: '192.88.98.7' } });
}
function outside(home: SmallHome, address: string): HostView {
  return home.host(address, address, { segment: home.internet }).network;
}
async function ask(network: Network, server: string, name: string, type: 'A' | 'AAAA' | 'NS' | 'SOA' = 'A', ms = 3_000): Promise<DnsAnswer | string> {
  const deadline = network.clock.deadline(ms);
  const answer = await dnsQuery(network, { server, name, type, signal: deadline.signal });
  deadline.clear();
  return answer.ok ? answer.value : answer.failure.kind;
}
const address = (answer: DnsAnswer | string): unknown => (typeof answer === 'string' ? answer : (answer.answers[0]?.data ?? answer.rcode));

describe('the name server of the DDNS zone', () => {
  async function authority() {
    const home = smallHome();
    const data = zone();
    const server = await startAuthoritativeDns(outside(home, AUTHORITY), { zones: [data] });
    return { data, server, laptop: home.host('laptop', '192.168.1.50').network };
  }

  it('answers with authority, whatever the letter case, with the zone’s time to live', async () => {
    const { laptop } = await authority();
    expect(await ask(laptop, AUTHORITY, 'HOME.ddns.Example')).toMatchObject({ rcode: 'NOERROR', authoritative: true, answers: [{ data: '192.88.98.7', ttl: 60 }] });
    expect(await ask(laptop, AUTHORITY, 'ddns.example', 'NS')).toMatchObject({ answers: [{ type: 'NS', data: 'ns1.ddns.example' }] });
    expect(await ask(laptop, AUTHORITY, 'ddns.example', 'SOA')).toMatchObject({ answers: [{ type: 'SOA' }] });
    expect(address(await ask(laptop, AUTHORITY, 'ns1.ddns.example'))).toBe(AUTHORITY);
  });

  it('a name it does not have, a type it does not have, and a name that is not its business', async () => {
    const { laptop } = await authority();
    expect(await ask(laptop, AUTHORITY, 'other.ddns.example')).toMatchObject({ rcode: 'NXDOMAIN', authoritative: true, answers: [], authorities: [{ type: 'SOA' }] });
    expect(await ask(laptop, AUTHORITY, NAME, 'AAAA')).toMatchObject({ rcode: 'NOERROR', answers: [], authorities: [{ type: 'SOA' }] });
    for (const name of ['example.net', 'notddns.example', 'example']) expect(address(await ask(laptop, AUTHORITY, name))).toBe('REFUSED');
    for (const name of ['constructor.ddns.example', '__proto__.ddns.example']) expect(address(await ask(laptop, AUTHORITY, name))).toBe('NXDOMAIN');
  });

  it('a change of the zone shows in the next answer', async () => {
    const { laptop, data } = await authority();
    data.records[NAME] = { address: '192.88.98.31', ttl: 5 };
    expect(await ask(laptop, AUTHORITY, NAME)).toMatchObject({ answers: [{ data: '192.88.98.31', ttl: 5 }] });
  });
});

describe('resolvers', () => {
  async function internet(allow?: (client: string) => boolean) {
    const home = smallHome();
    const data = zone();
    const place = outside(home, AUTHORITY);
    const authority = await startAuthoritativeDns(place, { zones: [data] });
    const restart = (): Promise<unknown> => startAuthoritativeDns(place, { zones: [data] });
    const network = outside(home, RESOLVER);
    const resolve = recursive(network, { delegations: () => ({ 'ddns.example': AUTHORITY }), hosts: () => ({ 'www.easy4ipcloud.com': '203.0.113.80' }) });
    await startResolver(network, allow === undefined ? { resolve } : { resolve, allow });
    return { home, data, authority, restart, laptop: home.host('laptop', '192.168.1.50').network };
  }

  it('finds the name through its zone, remembers it until its time is over, and counts the time down', async () => {
    const { home, data, laptop } = await internet();
    expect(await ask(laptop, RESOLVER, NAME)).toMatchObject({ authoritative: false, answers: [{ data: '192.88.98.7', ttl: 60 }] });
    data.records[NAME] = { address: '192.88.98.31' };
    home.clock.jump(59_000);
    const stale = await ask(laptop, RESOLVER, NAME);
    expect(stale).toMatchObject({ answers: [{ data: '192.88.98.7', ttl: 1 }] });
    home.clock.jump(2_000);
    expect(address(await ask(laptop, RESOLVER, NAME))).toBe('192.88.98.31');
  });

  it('remembers "no such name" as long as the zone allows', async () => {
    const { home, data, laptop } = await internet();
    expect(address(await ask(laptop, RESOLVER, 'new.ddns.example'))).toBe('NXDOMAIN');
    data.records['new.ddns.example'] = { address: '192.88.98.7' };
    expect(address(await ask(laptop, RESOLVER, 'new.ddns.example'))).toBe('NXDOMAIN');
    home.clock.jump(61_000);
    expect(address(await ask(laptop, RESOLVER, 'new.ddns.example'))).toBe('192.88.98.7');
  });

  it('with the zone’s server gone it fails with SERVFAIL, and forgets the failure', async () => {
    const { authority, restart, laptop } = await internet();
    authority.close();
    expect(address(await ask(laptop, RESOLVER, NAME))).toBe('SERVFAIL');
    await restart();
    expect(address(await ask(laptop, RESOLVER, NAME))).toBe('192.88.98.7');
  });

  it('knows hosts of the internet that have no server here, and no others', async () => {
    const { laptop } = await internet();
    expect(address(await ask(laptop, RESOLVER, 'www.easy4ipcloud.com'))).toBe('203.0.113.80');
    expect(await ask(laptop, RESOLVER, 'www.easy4ipcloud.com', 'AAAA')).toMatchObject({ rcode: 'NOERROR', answers: [] });
    expect(address(await ask(laptop, RESOLVER, 'nowhere.example.net'))).toBe('NXDOMAIN');
  });

  it('refuses who is not its customer', async () => {
    const { home, laptop } = await internet((client) => client === '192.88.98.7');
    expect(address(await ask(laptop, RESOLVER, NAME))).toBe('192.88.98.7');
    expect(address(await ask(outside(home, '198.51.100.50'), RESOLVER, NAME))).toBe('REFUSED');
  });

  it('the router’s forwarder passes on, remembers, and tries the second server when the first is dead', async () => {
    const { home, data, laptop } = await internet();
    const box = home.host('box', '192.168.1.2').network;
    let upstreams = ['203.0.113.99', RESOLVER];
    await startForwarder(box, { address: '192.168.1.2', upstreams: () => upstreams });
    expect(address(await ask(laptop, '192.168.1.2', NAME))).toBe('192.88.98.7');
    data.records[NAME] = { address: '192.88.98.31' };
    expect(address(await ask(laptop, '192.168.1.2', NAME))).toBe('192.88.98.7');
    upstreams = [];
    expect(address(await ask(laptop, '192.168.1.2', 'other.ddns.example', 'A', 1_000))).toBe('timed-out');
  });

  it('a stranger’s REFUSED is passed on', async () => {
    const { home, laptop } = await internet(() => false);
    await startForwarder(home.host('box', '192.168.1.2').network, { address: '192.168.1.2', upstreams: () => [RESOLVER] });
    expect(address(await ask(laptop, '192.168.1.2', NAME))).toBe('REFUSED');
  });

  it('noise is no question', () => {
    expect(readQuestion(Buffer.alloc(0))).toBeUndefined();
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void readQuestion(bytes)));
  });
});

describe('the DDNS provider', () => {
  async function provider() {
    const home = smallHome();
    const data = createZone('ddns.example', [{ name: 'ns1.ddns.example', address: AUTHORITY }]);
    const account: DdnsAccount = { user: 'home', password: 'p:w', hostnames: [NAME] };
    await startDdnsProvider(outside(home, '203.0.113.61'), { zone: data, accounts: [account] });
    const laptop = home.host('laptop', '192.168.1.50').network;
    const update = async (query: string, login = 'home:p:w'): Promise<readonly [number, string]> => {
      const reply = await fetchHttp(laptop, `http://203.0.113.61/nic/update${query}`, { headers: { authorization: `Basic ${Buffer.from(login).toString('base64')}` } });
      return [reply.status, reply.body.toString()];
    };
    return { data, account, update, laptop };
  }

  it('takes the address the request came from, then says that nothing changed', async () => {
    const { data, update } = await provider();
    expect(await update(`?hostname=${NAME}`)).toEqual([200, 'good 192.88.98.7']);
    expect(data.records[NAME]?.address).toBe('192.88.98.7');
    expect(await update(`?hostname=${NAME}`)).toEqual([200, 'nochg 192.88.98.7']);
  });

  it('takes the address it is told, private ones too', async () => {
    const { data, update } = await provider();
    expect(await update(`?hostname=${NAME.toUpperCase()}&myip=192.168.1.64`)).toEqual([200, 'good 192.168.1.64']);
    expect(data.records[NAME]?.address).toBe('192.168.1.64');
  });

  it('wrong login, refused account, blocked account, foreign and missing names', async () => {
    const { account, update, laptop } = await provider();
    expect(await update(`?hostname=${NAME}`, 'home:wrong')).toEqual([401, 'badauth']);
    expect(await update('?hostname=other.ddns.example')).toEqual([200, 'nohost']);
    expect(await update('?hostname=other')).toEqual([200, 'notfqdn']);
    expect(await update('')).toEqual([200, 'notfqdn']);
    account.blocked = true;
    expect(await update(`?hostname=${NAME}`)).toEqual([200, 'abuse']);
    account.refused = true;
    expect(await update(`?hostname=${NAME}`)).toEqual([401, 'badauth']);
    expect((await fetchHttp(laptop, 'http://203.0.113.61/nic/update?hostname=%')).status).toBe(401);
    expect((await fetchHttp(laptop, 'http://203.0.113.61//[?x')).status).toBe(404);
  });

  it('an expired name stops to resolve and cannot be updated', async () => {
    const { data, account, update } = await provider();
    await update(`?hostname=${NAME}`);
    expireHostname(data, account, NAME);
    expect(data.records).toEqual({});
    expect(await update(`?hostname=${NAME}`)).toEqual([200, 'nohost']);
  });
});

describe('STUN', () => {
  const binding = (attributes = ''): Buffer => {
    const body = Buffer.from(attributes, 'hex');
    const header = Buffer.from('000100002112a442b7e7a701bc34d686fa87dfae', 'hex');
    header.writeUInt16BE(body.length, 2);
    return Buffer.concat([header, body]);
  };

  it('XOR-MAPPED-ADDRESS as in the test vectors of RFC 5769 (192.0.2.1, port 32853)', () => {
    const answer = answerStun(binding(), { address: '192.0.2.1', port: 32853 })?.toString('hex') ?? '';
    expect(answer.slice(0, 4)).toBe('0101');
    expect(answer).toContain('002000080001a147e112a643');
    expect(answer).toContain('0001000800018055c0000201');
    expect(answer).not.toContain('802c0008');
  });

  it('the fingerprint is the CRC of what stands before it (RFC 5769 request, checked end to end)', () => {
    const answer = answerStun(binding(), { address: '192.0.2.1', port: 32853 }) ?? Buffer.alloc(0);
    const covered = answer.subarray(0, -8);
    let crc = 0xffffffff;
    for (const byte of covered) {
      crc ^= byte;
      for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    }
    expect(answer.subarray(-8, -4).toString('hex')).toBe('80280004');
    expect(answer.readUInt32BE(answer.length - 4)).toBe(((crc ^ 0xffffffff) ^ 0x5354554e) >>> 0);
    expect(answer.readUInt16BE(2)).toBe(answer.length - 20);
  });

  it('names its other address when it has one', () => {
    expect(answerStun(binding(), { address: '192.0.2.1', port: 1 }, { address: '203.0.113.2', port: 3479 })?.toString('hex')).toContain('802c000800010d97cb007102');
  });

  it('an attribute that must be understood and is not: error 420 with its type', () => {
    const answer = answerStun(binding('0003000400000006'), { address: '192.0.2.1', port: 1 })?.toString('hex') ?? '';
    expect(answer.slice(0, 4)).toBe('0111');
    expect(answer).toContain('00000414');
    expect(answer).toContain('000a00020003');
  });

  it('optional attributes are passed over, other messages and noise get no answer', () => {
    expect(answerStun(binding('8022000474657374'), { address: '192.0.2.1', port: 1 })?.readUInt16BE(0)).toBe(0x0101);
    for (const noise of ['', '0001', '0101000021', binding().fill(0, 4, 8).toString('hex'), binding('8022000874657374').toString('hex'), '0011000c2112a442b7e7a701bc34d686fa87dfae']) {
      expect(answerStun(Buffer.from(noise, 'hex'), { address: '192.0.2.1', port: 1 })).toBeUndefined();
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), fc.boolean(), (bytes, framed) => {
        const body = Buffer.from(bytes).subarray(0, bytes.length - (bytes.length % 4));
        answerStun(framed ? binding(body.toString('hex')) : Buffer.from(bytes), { address: '192.0.2.1', port: 1 });
      }),
    );
  });

  it('through the router the laptop sees the router’s address', async () => {
    const home = smallHome();
    const stun = await startStun(outside(home, '203.0.113.1'));
    const laptop = home.host('laptop', '192.168.1.50').network;
    const socket = await laptop.udp({ connect: { address: '203.0.113.1', port: stun.port } });
    if (!socket.ok) throw new Error(socket.failure.kind);
    await socket.value.send(binding());
    const deadline = laptop.clock.deadline(1_000);
    const answer = await socket.value.receive(deadline.signal);
    deadline.clear();
    expect(answer.ok && Buffer.from(answer.value.data).includes(Buffer.from([192, 88, 98, 7]))).toBe(true);
  });
});
