import { describe, expect, it } from 'vitest';
import { createServer, request } from 'node:http';
import type { Duplex } from 'node:stream';
import type { HostView } from '../../src/lab/sim/view.js';
import { Segment } from '../../src/lab/sim/segment.js';
import { readAll, smallHome, tryTcp } from './sim-support.js';

const echo = (network: HostView, port: number): Promise<unknown> => network.listen(port, (connection) => connection.pipe(connection));

async function connected(from: HostView, host: string, port: number): Promise<Duplex> {
  const deadline = from.clock.deadline(1000);
  const outcome = await from.tcp({ host, port, signal: deadline.signal });
  deadline.clear();
  if (!outcome.ok) throw new Error(outcome.failure.kind);
  return outcome.value;
}

describe('one segment', () => {
  it('a listening port is open, a silent port is refused, an absent host is unreachable after three seconds', async () => {
    const { host, clock } = smallHome();
    const laptop = host('laptop', '192.168.1.50');
    const recorder = host('recorder', '192.168.1.64');
    await echo(recorder.network, 37777);
    expect(await tryTcp(laptop.network, '192.168.1.64', 37777)).toBe('open');
    expect(await tryTcp(laptop.network, '192.168.1.64', 80)).toBe('connection-refused');
    const before = clock.now();
    expect(await tryTcp(laptop.network, '192.168.1.99', 80, 10_000)).toBe('host-unreachable');
    expect(clock.now() - before).toBe(3000);
    expect(await tryTcp(laptop.network, '192.168.1.99', 80, 1500)).toBe('timed-out');
  });

  it('a host without a gateway has no way to another network', async () => {
    const { host } = smallHome();
    const laptop = host('laptop', '192.168.1.50', { gateway: null });
    expect(await tryTcp(laptop.network, '203.0.113.1', 80)).toBe('network-unreachable');
  });

  it('the ARP table holds who was spoken with, on both sides', async () => {
    const { host } = smallHome();
    const laptop = host('laptop', '192.168.1.50');
    const recorder = host('recorder', '192.168.1.64');
    await tryTcp(laptop.network, '192.168.1.64', 80);
    await tryTcp(laptop.network, '192.168.1.99', 80, 100);
    expect(await laptop.network.neighbours()).toEqual({ ok: true, value: [{ address: '192.168.1.64', mac: '02:00:00:00:00:11', interface: 'eth0' }] });
    expect((await recorder.network.neighbours()).ok && (await recorder.network.neighbours())).toMatchObject({ value: [{ address: '192.168.1.50' }] });
  });

  it('multicast and broadcast reach a recorder whose address belongs to another network; its answer by unicast is lost', async () => {
    const { host, clock } = smallHome();
    const laptop = host('laptop', '192.168.1.50');
    const recorder = host('recorder', '192.168.0.64', { gateway: '192.168.0.1' });
    const ear = await recorder.network.udp({ port: 37810, reuse: true, groups: ['239.255.255.251'] });
    const asking = await laptop.network.udp({ address: '192.168.1.50', port: 37810, broadcast: true, groups: ['239.255.255.251'] });
    if (!ear.ok || !asking.ok) throw new Error('no socket');
    await asking.value.send(Buffer.from('multi'), 37810, '239.255.255.251');
    await asking.value.send(Buffer.from('broad'), 37810, '255.255.255.255');
    const heard: string[] = [];
    for (let i = 0; i < 2; i++) {
      const datagram = await ear.value.receive(clock.deadline(100).signal);
      if (datagram.ok) {
        heard.push(`${Buffer.from(datagram.value.data)} from ${datagram.value.address}`);
        expect((await ear.value.send(Buffer.from('unicast answer'), datagram.value.port, datagram.value.address)).ok).toBe(true);
      }
    }
    expect(heard).toEqual(['multi from 192.168.1.50', 'broad from 192.168.1.50']);
    await ear.value.send(Buffer.from('multicast answer'), 37810, '239.255.255.251');
    const answers: string[] = [];
    for (;;) {
      const datagram = await asking.value.receive(clock.deadline(500).signal);
      if (!datagram.ok) break;
      answers.push(`${Buffer.from(datagram.value.data)} from ${datagram.value.address}`);
    }
    // The first two are its own datagrams, which a group member hears as on a real machine.
    expect(answers).toEqual(['multi from 192.168.1.50', 'broad from 192.168.1.50', 'multicast answer from 192.168.0.64']);
  });

  it('a closed UDP port is reported to a connected socket and to no other', async () => {
    const { host, clock } = smallHome();
    const laptop = host('laptop', '192.168.1.50');
    host('recorder', '192.168.1.64');
    const connectedSocket = await laptop.network.udp({ connect: { address: '192.168.1.64', port: 5351 } });
    const loose = await laptop.network.udp({});
    if (!connectedSocket.ok || !loose.ok) throw new Error('no socket');
    await connectedSocket.value.send(Buffer.from('x'));
    await loose.value.send(Buffer.from('x'), 5351, '192.168.1.64');
    expect(await connectedSocket.value.receive(clock.deadline(300).signal)).toMatchObject({ failure: { kind: 'connection-refused' } });
    expect(await loose.value.receive(clock.deadline(300).signal)).toMatchObject({ failure: { kind: 'timed-out' } });
    connectedSocket.value.close();
    expect(await connectedSocket.value.receive(clock.deadline(300).signal)).toMatchObject({ failure: { kind: 'closed' } });
  });

  it('a port can be shared only when every socket on it says so', async () => {
    const { host } = smallHome();
    const { network } = host('laptop', '192.168.1.50');
    expect((await network.udp({ port: 1900, reuse: true })).ok).toBe(true);
    expect((await network.udp({ port: 1900, reuse: true })).ok).toBe(true);
    expect(await network.udp({ port: 1900 })).toMatchObject({ failure: { kind: 'address-in-use' } });
    expect(await network.udp({ address: '10.9.9.9' })).toMatchObject({ failure: { kind: 'address-unavailable' } });
    expect((await network.listen(80, () => undefined)).ok).toBe(true);
    expect(await network.listen(80, () => undefined)).toMatchObject({ failure: { kind: 'address-in-use' } });
  });
});

describe('an established connection', () => {
  it('ends one direction while the other goes on', async () => {
    const { host } = smallHome();
    const laptop = host('laptop', '192.168.1.50');
    const recorder = host('recorder', '192.168.1.64');
    await recorder.network.listen(7, (connection) => {
      void readAll(connection).catch(() => undefined);
      connection.write('first, ');
      connection.once('end', () => connection.end('and last'));
    });
    const connection = await connected(laptop.network, '192.168.1.64', 7);
    connection.end('over');
    expect(await readAll(connection)).toBe('first, and last');
  });

  it('writing to a side that is gone ends in a reset', async () => {
    const { host } = smallHome();
    const laptop = host('laptop', '192.168.1.50');
    const recorder = host('recorder', '192.168.1.64');
    await recorder.network.listen(7, (connection) => connection.destroy());
    const connection = await connected(laptop.network, '192.168.1.64', 7);
    connection.resume();
    const failed = new Promise((resolve) => connection.once('error', resolve));
    connection.write('anybody there?');
    expect(await failed).toMatchObject({ code: 'ECONNRESET' });
  });

  it('holds a writer back while the other side does not read, and loses nothing', async () => {
    const { host, clock } = smallHome();
    const laptop = host('laptop', '192.168.1.50');
    const recorder = host('recorder', '192.168.1.64');
    let far: Duplex | undefined;
    await recorder.network.listen(7, (connection) => (far = connection));
    const connection = await connected(laptop.network, '192.168.1.64', 7);
    let written = 0;
    const block = Buffer.alloc(16_384, 1);
    while (written < 1_000_000 && connection.write(block)) written += block.length;
    await clock.sleep(10_000);
    expect(written).toBeLessThan(300_000);
    const sent = 1_000_000;
    void (async () => {
      for (; written + block.length < sent; written += block.length) {
        if (!connection.write(block)) await new Promise((resolve) => connection.once('drain', resolve));
      }
      connection.end();
    })();
    let received = 0;
    for await (const chunk of far as Duplex) received += (chunk as Buffer).length;
    expect(received).toBeGreaterThanOrEqual(Math.floor(sent / block.length) * block.length);
    expect(received % block.length).toBe(0);
  });

  it("carries HTTP between Node's own client and server", async () => {
    const { host } = smallHome();
    const laptop = host('laptop', '192.168.1.50');
    const recorder = host('recorder', '192.168.1.64');
    const server = createServer((incoming, response) => {
      let body = '';
      incoming.on('data', (chunk: Buffer) => (body += chunk.toString()));
      incoming.on('end', () => response.end(`${incoming.method} ${incoming.url} ${body.length}`));
    });
    await recorder.network.listen(80, (connection) => server.emit('connection', connection));
    const socket = await connected(laptop.network, '192.168.1.64', 80);
    const body = await new Promise<string>((resolve, reject) => {
      const outgoing = request({ createConnection: () => socket, method: 'POST', path: '/x', headers: { connection: 'close' } }, (response) => void readAll(response as unknown as Duplex).then(resolve, reject));
      outgoing.on('error', reject);
      outgoing.end('y'.repeat(200_000));
    });
    expect(body).toBe('POST /x 200000');
  });
});

describe('behind a router', () => {
  it('a recorder with a wrong gateway receives the call from outside and its answer is lost', async () => {
    const { host, router, internet, trace } = smallHome();
    const recorder = host('recorder', '192.168.1.64', { gateway: '192.168.1.254' });
    const laptop = host('laptop', '192.168.1.50');
    const phone = host('phone', '198.51.100.50', { segment: internet });
    await echo(recorder.network, 37777);
    router.rules = [{ proto: 'tcp', outside: 37777, host: '192.168.1.64', inside: 37777, owner: 'hand', description: '', expires: null }];
    expect(await tryTcp(laptop.network, '192.168.1.64', 37777)).toBe('open');
    trace.length = 0;
    expect(await tryTcp(phone.network, '192.88.98.7', 37777)).toBe('timed-out');
    expect(trace.map((hop) => `${hop.from} > ${hop.to}: ${hop.packet.split(' ')[1]}`)).toEqual(['phone > router: syn', 'router > recorder: syn', 'recorder > -: syn-ack']);
    recorder.host.gateway = '192.168.1.1';
    expect(await tryTcp(phone.network, '192.88.98.7', 37777)).toBe('open');
  });

  it('without a rule a call from outside is dropped; a rule to an absent host too; a rule to a host without the service is refused', async () => {
    const { host, router, internet } = smallHome();
    host('recorder', '192.168.1.64');
    const phone = host('phone', '198.51.100.50', { segment: internet });
    expect(await tryTcp(phone.network, '192.88.98.7', 37777)).toBe('timed-out');
    const rule = { proto: 'tcp', outside: 37777, inside: 37777, owner: 'hand', description: '', expires: null } as const;
    router.rules = [{ ...rule, host: '192.168.1.70' }];
    expect(await tryTcp(phone.network, '192.88.98.7', 37777)).toBe('timed-out');
    router.rules = [{ ...rule, host: '192.168.1.64' }];
    expect(await tryTcp(phone.network, '192.88.98.7', 37777)).toBe('connection-refused');
  });

  it('the recorder sees the caller from outside with its own address', async () => {
    const { host, router, internet } = smallHome();
    const recorder = host('recorder', '192.168.1.64');
    const phone = host('phone', '198.51.100.50', { segment: internet });
    let peer = '';
    await recorder.network.listen(37777, (connection, from) => {
      peer = from.address;
      connection.resume();
    });
    router.rules = [{ proto: 'tcp', outside: 4000, host: '192.168.1.64', inside: 37777, owner: 'hand', description: '', expires: null }];
    const connection = await connected(phone.network, '192.88.98.7', 4000);
    await phone.network.clock.sleep(100);
    connection.destroy();
    expect(peer).toBe('198.51.100.50');
  });

  it('the public address works from inside only where the router turns back', async () => {
    for (const hairpin of [true, false]) {
      const { host, router } = smallHome({ hairpin });
      const recorder = host('recorder', '192.168.1.64');
      const laptop = host('laptop', '192.168.1.50');
      await echo(recorder.network, 37777);
      router.rules = [{ proto: 'tcp', outside: 37777, host: '192.168.1.64', inside: 37777, owner: 'hand', description: '', expires: null }];
      expect(await tryTcp(laptop.network, '192.88.98.7', 37777)).toBe(hairpin ? 'open' : 'connection-refused');
    }
  });

  it('a binding lets in only who was written to, for two minutes of silence', async () => {
    const { host, internet, clock } = smallHome();
    const laptop = host('laptop', '192.168.1.50');
    const server = host('server', '203.0.113.1', { segment: internet });
    const stranger = host('stranger', '203.0.113.7', { segment: internet });
    const inside = await laptop.network.udp({ port: 5000 });
    const outside = await server.network.udp({ port: 3478 });
    const other = await stranger.network.udp({ port: 3478 });
    if (!inside.ok || !outside.ok || !other.ok) throw new Error('no socket');
    await inside.value.send(Buffer.from('hello'), 3478, '203.0.113.1');
    const seen = await outside.value.receive(clock.deadline(100).signal);
    expect(seen).toMatchObject({ value: { address: '192.88.98.7', port: 5000 } });
    await other.value.send(Buffer.from('let me in'), 5000, '192.88.98.7');
    await outside.value.send(Buffer.from('answer'), 5000, '192.88.98.7');
    expect(await inside.value.receive(clock.deadline(100).signal)).toMatchObject({ value: { address: '203.0.113.1' } });
    expect(await inside.value.receive(clock.deadline(100).signal)).toMatchObject({ ok: false });
    await clock.sleep(121_000);
    await outside.value.send(Buffer.from('late'), 5000, '192.88.98.7');
    expect(await inside.value.receive(clock.deadline(100).signal)).toMatchObject({ ok: false });
  });

  it('the outside port stays the same for every server, or is a new one for each, as the router maps', async () => {
    const ports = async (natMapping: 'independent' | 'dependent'): Promise<number[]> => {
      const { host, internet, clock } = smallHome({ natMapping });
      const laptop = host('laptop', '192.168.1.50');
      const inside = await laptop.network.udp({ port: 5000 });
      const seen: number[] = [];
      for (const address of ['203.0.113.1', '203.0.113.2']) {
        const server = await host(`stun ${address}`, address, { segment: internet }).network.udp({ port: 3478 });
        if (!inside.ok || !server.ok) throw new Error('no socket');
        await inside.value.send(Buffer.from('hello'), 3478, address);
        const datagram = await server.value.receive(clock.deadline(100).signal);
        if (datagram.ok) seen.push(datagram.value.port);
      }
      return seen;
    };
    expect(await ports('independent')).toEqual([5000, 5000]);
    expect(new Set(await ports('dependent')).size).toBe(2);
  });

  it('two hosts with the same port get different outside ports and their own answers', async () => {
    const { host, internet, clock } = smallHome();
    const server = await host('server', '203.0.113.1', { segment: internet }).network.udp({ port: 53 });
    if (!server.ok) throw new Error('no socket');
    const sockets = await Promise.all(['192.168.1.50', '192.168.1.51'].map((address) => host(address, address).network.udp({ port: 6000, connect: { address: '203.0.113.1', port: 53 } })));
    for (const [index, socket] of sockets.entries()) if (socket.ok) await socket.value.send(Buffer.from(`question ${index}`));
    for (let i = 0; i < 2; i++) {
      const datagram = await server.value.receive(clock.deadline(100).signal);
      if (datagram.ok) await server.value.send(Buffer.from(`re: ${Buffer.from(datagram.value.data)}`), datagram.value.port, datagram.value.address);
    }
    const answers = await Promise.all(sockets.map(async (socket) => (socket.ok ? await socket.value.receive(clock.deadline(100).signal) : undefined)));
    expect(answers.map((answer) => (answer?.ok ? Buffer.from(answer.value.data).toString() : 'none'))).toEqual(['re: question 0', 're: question 1']);
  });

  it('a host that the router blocks reaches the house and not the internet', async () => {
    const { host, router, internet } = smallHome();
    const recorder = host('recorder', '192.168.1.64');
    const laptop = host('laptop', '192.168.1.50');
    await echo(host('server', '203.0.113.1', { segment: internet }).network, 80);
    await echo(laptop.network, 80);
    router.blocked.add('02:00:00:00:00:10');
    expect(await tryTcp(recorder.network, '192.168.1.50', 80)).toBe('open');
    expect(await tryTcp(recorder.network, '203.0.113.1', 80)).toBe('timed-out');
    expect(await tryTcp(laptop.network, '203.0.113.1', 80)).toBe('open');
  });

  it('without a line the house hears "network unreachable" at once', async () => {
    const { host, router, internet, clock } = smallHome();
    const laptop = host('laptop', '192.168.1.50');
    router.connect(internet, null, 0, null);
    const before = clock.now();
    expect(await tryTcp(laptop.network, '203.0.113.1', 80)).toBe('network-unreachable');
    expect(clock.now() - before).toBeLessThan(100);
    const socket = await laptop.network.udp({ connect: { address: '203.0.113.1', port: 53 } });
    if (!socket.ok) throw new Error('no socket');
    await socket.value.send(Buffer.from('x'));
    expect(await socket.value.receive(clock.deadline(300).signal)).toMatchObject({ failure: { kind: 'network-unreachable' } });
  });

  it('behind two routers a call from outside needs a rule on both', async () => {
    const { host, router, internet, home, clock } = smallHome();
    const { Router } = await import('../../src/lab/sim/router.js');
    const inner = new Segment('inner', 1);
    const second = new Router('second', clock, inner, { address: '192.168.68.1', prefix: 24, hairpin: false, natMapping: 'independent' }, { lan: '02:00:00:00:00:02', wan: '02:00:00:00:01:02' });
    second.connect(home, '192.168.1.80', 24, '192.168.1.1');
    const recorder = host('recorder', '192.168.68.64', { segment: inner, gateway: '192.168.68.1' });
    const phone = host('phone', '198.51.100.50', { segment: internet });
    await echo(recorder.network, 37777);
    await echo(phone.network, 80);
    expect(await tryTcp(recorder.network, '198.51.100.50', 80)).toBe('open');
    const rule = { proto: 'tcp', outside: 37777, inside: 37777, owner: 'hand', description: '', expires: null } as const;
    second.rules = [{ ...rule, host: '192.168.68.64' }];
    expect(await tryTcp(phone.network, '192.88.98.7', 37777)).toBe('timed-out');
    router.rules = [{ ...rule, host: '192.168.1.80' }];
    expect(await tryTcp(phone.network, '192.88.98.7', 37777)).toBe('open');
  });

  it('two runs of the same network leave the same trace', async () => {
    const run = async (): Promise<string> => {
      const { host, router, internet, trace } = smallHome({ hairpin: true });
      const recorder = host('recorder', '192.168.1.64');
      const phone = host('phone', '198.51.100.50', { segment: internet });
      const laptop = host('laptop', '192.168.1.50');
      await echo(recorder.network, 37777);
      router.rules = [{ proto: 'tcp', outside: 37777, host: '192.168.1.64', inside: 37777, owner: 'hand', description: '', expires: null }];
      await Promise.all([tryTcp(phone.network, '192.88.98.7', 37777), tryTcp(laptop.network, '192.88.98.7', 37777), tryTcp(laptop.network, '192.168.1.77', 1), tryTcp(phone.network, '192.88.98.7', 80)]);
      return JSON.stringify(trace);
    };
    const first = await run();
    expect(first.length).toBeGreaterThan(500);
    expect(await run()).toBe(first);
  });
});
