import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerStun, startStun } from '../../src/lab/devices/stun.js';
import { recursive, startResolver } from '../../src/lab/devices/dns.js';
import { publicAddress } from '../../src/probes/public-address.js';
import { bindingRequest, readBinding } from '../../src/probes/wire/stun.js';
import { answerUdp, detail, probeHome, runOne, told, type ProbeHome } from './support.js';

const STUN = ['203.0.113.1', '203.0.113.2'] as const;

async function withStun(home: ProbeHome, servers: readonly string[] = STUN): Promise<ProbeHome> {
  for (const server of servers) await startStun(home.onInternet(server));
  return home;
}

async function withResolver(home: ProbeHome, rcode?: 'REFUSED'): Promise<void> {
  const network = home.onInternet('203.0.113.9');
  await startResolver(network, { resolve: recursive(network, { delegations: () => ({}) }), allow: () => rcode === undefined });
}

/** The first server answers with `mangle(honest answer)`, the second one honestly. */
async function withOddServer(mangle: (answer: Buffer) => Buffer): Promise<Awaited<ReturnType<typeof runOne>>> {
  const home = await withStun(probeHome(), [STUN[1]]);
  await answerUdp(home.onInternet(STUN[0]), 3478, (datagram) => [mangle(answerStun(Buffer.from(datagram.data), { address: '6.6.6.6', port: datagram.port }) ?? Buffer.alloc(0))]);
  return runOne(home.laptop, publicAddress);
}

describe('two servers answer', () => {
  it('with the same outside port: endpoint-independent', async () => {
    const { facts, ms } = await runOne((await withStun(probeHome())).laptop, publicAddress);
    expect(told(facts, 'wan.online')).toBe(true);
    expect(told(facts, 'wan.publicAddress')).toBe('192.88.98.7');
    expect(told(facts, 'wan.natMapping')).toBe('endpoint-independent');
    expect(ms).toBeLessThan(50);
  });

  it('with different outside ports: endpoint-dependent', async () => {
    const { facts } = await runOne((await withStun(probeHome({ natMapping: 'dependent' }))).laptop, publicAddress);
    expect(told(facts, 'wan.publicAddress')).toBe('192.88.98.7');
    expect(told(facts, 'wan.natMapping')).toBe('endpoint-dependent');
  });

  it('with the own address of this computer: no translation at all', async () => {
    const home = await withStun(probeHome());
    const { facts } = await runOne(home.host('server', '192.88.98.20', { segment: home.internet }).network, publicAddress);
    expect(told(facts, 'wan.publicAddress')).toBe('192.88.98.20');
    expect(told(facts, 'wan.natMapping')).toBe('none');
  });

  it('with different addresses: the address is contested', async () => {
    const { facts } = await withOddServer((answer) => answer);
    expect(told(facts, 'wan.publicAddress')).toEqual({ unknown: 'contested' });
    expect(told(facts, 'wan.natMapping')).toBe('endpoint-dependent');
  });
});

describe('one server', () => {
  it('answers and the other is silent: the address is known, the mapping is not, and nobody waits long', async () => {
    const { facts, ms } = await runOne((await withStun(probeHome(), [STUN[1]])).laptop, publicAddress);
    expect(told(facts, 'wan.publicAddress')).toBe('192.88.98.7');
    expect(told(facts, 'wan.natMapping')).toEqual({ unknown: 'timed-out' });
    expect(ms).toBeLessThan(700);
  });

  const TRANSACTION = 8;
  it.each<[string, (answer: Buffer) => Buffer]>([
    ['answers with one byte', () => Buffer.alloc(1)],
    ['answers with nothing', () => Buffer.alloc(0)],
    ['answers with another transaction', (answer) => (answer.writeUInt8(answer.readUInt8(TRANSACTION) ^ 1, TRANSACTION), answer)],
    ['answers with another magic cookie', (answer) => (answer.writeUInt32BE(1, 4), answer)],
    ['answers with a wrong length', (answer) => (answer.writeUInt16BE(answer.length, 2), answer)],
    ['answers with an attribute longer than the message', (answer) => (answer.writeUInt16BE(0xfff0, 22), answer)],
    ['answers with an address of seven bytes', (answer) => (answer.writeUInt16BE(7, 22), answer)],
    ['answers with an IPv6 address family', (answer) => (answer.writeUInt8(2, 25), answer)],
    ['repeats the question', (answer) => (answer.writeUInt16BE(1, 0), answer)],
  ])('%s: it is not heard', async (_name, mangle) => {
    const { facts } = await withOddServer(mangle);
    expect(told(facts, 'wan.publicAddress')).toBe('192.88.98.7');
    expect(told(facts, 'wan.natMapping')).toEqual({ unknown: 'timed-out' });
  });

  it('is played by a stranger with the right transaction: not heard', async () => {
    const home = await withStun(probeHome(), [STUN[1]]);
    const stranger = await home.onInternet('203.0.113.66').udp({});
    await answerUdp(home.onInternet(STUN[0]), 3478, (datagram) => {
      const forged = answerStun(Buffer.from(datagram.data), { address: '6.6.6.6', port: 6 });
      if (stranger.ok && forged) void stranger.value.send(forged, datagram.port, datagram.address);
      return [];
    });
    expect(told((await runOne(home.laptop, publicAddress)).facts, 'wan.publicAddress')).toBe('192.88.98.7');
  });
});

describe('no STUN server answers', () => {
  it('and no name server either: offline, within 1.3 seconds', async () => {
    const { facts, ms } = await runOne(probeHome().laptop, publicAddress);
    expect(told(facts, 'wan.online')).toBe(false);
    expect(told(facts, 'wan.publicAddress')).toEqual({ unknown: 'timed-out' });
    expect(told(facts, 'wan.natMapping')).toEqual({ unknown: 'timed-out' });
    expect(ms).toBeLessThanOrEqual(1300);
  });

  it('and a name server does: online all the same', async () => {
    const home = probeHome();
    await withResolver(home);
    const { facts } = await runOne(home.laptop, publicAddress);
    expect(told(facts, 'wan.online')).toBe(true);
    expect(facts.get('wan.online')).toMatchObject({ source: 'dns' });
    expect(told(facts, 'wan.publicAddress')).toEqual({ unknown: 'timed-out' });
  });

  it('and a name server refuses: neither online nor offline', async () => {
    const home = probeHome();
    await withResolver(home, 'REFUSED');
    expect(told((await runOne(home.laptop, publicAddress)).facts, 'wan.online')).toEqual({ unknown: 'timed-out' });
  });

  it('but only one was asked: not enough to say offline', async () => {
    const { facts } = await runOne(probeHome().laptop, publicAddress, { options: { stunServers: ['203.0.113.1:3478'] } });
    expect(told(facts, 'wan.online')).toEqual({ unknown: 'timed-out' });
  });

  it('because the person stopped the question: nothing is concluded', async () => {
    const home = probeHome();
    const { facts } = await runOne(home.laptop, publicAddress, { signal: home.clock.deadline(700).signal });
    expect(told(facts, 'wan.online')).toEqual({ unknown: 'not-run' });
    expect(told(facts, 'wan.publicAddress')).toEqual({ unknown: 'not-run' });
  });

  it('on a computer without a way out: offline, and quickly', async () => {
    const home = probeHome();
    const { facts, ms } = await runOne(home.host('lonely', '192.168.1.9', { gateway: null }).network, publicAddress);
    expect(told(facts, 'wan.online')).toBe(false);
    expect(ms).toBeLessThan(500);
  });
});

it('server names are looked up, and a server without a port is asked on 3478', async () => {
  const home = await withStun(probeHome({ dns: ['203.0.113.9'] }));
  const network = home.onInternet('203.0.113.9');
  await startResolver(network, { resolve: recursive(network, { delegations: () => ({}), hosts: () => ({ 'a.stun.example': STUN[0] }) }) });
  const { facts } = await runOne(home.laptop, publicAddress, { options: { stunServers: ['a.stun.example', `${STUN[1]}:3478`] } });
  expect(told(facts, 'wan.natMapping')).toBe('endpoint-independent');
});

it('through a VPN the house is online, and its address is not what the internet sees', async () => {
  const home = await withStun(probeHome());
  const { facts } = await runOne(home.laptop, publicAddress, { said: { 'host.vpn': true }, withoutHost: true });
  expect(told(facts, 'wan.online')).toBe(true);
  expect(told(facts, 'wan.publicAddress')).toEqual({ unknown: 'not-supported' });
  expect(detail(facts, 'wan.publicAddress')).toContain('VPN');
});

it('no datagram whatever breaks the reader', () => {
  const { id } = bindingRequest();
  const header = Buffer.concat([Buffer.from([1, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42]), id]);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), fc.boolean(), (data, withHeader) => {
      const body = Buffer.from(data);
      const message = withHeader ? Buffer.concat([header, body]) : body;
      if (withHeader) message.writeUInt16BE(body.length, 2);
      const answer = readBinding(message, id);
      expect(answer === undefined || answer === 'error' || /^\d+\.\d+\.\d+\.\d+$/.test(answer.address)).toBe(true);
    }),
  );
});
