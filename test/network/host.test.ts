import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { hostNetwork } from '../../src/network/host/index.js';
import type { Outcome, UdpSocket } from '../../src/network/seam.js';
import { rawServer } from './raw-server.js';

const network = hostNetwork();
const HERE = '127.0.0.1';
const never = new AbortController().signal;
const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

function must<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`failed: ${outcome.failure.kind} ${outcome.failure.detail}`);
  return outcome.value;
}

/** Turns of the event loop in which everything is taken from the kernel's own queue, so that it does not drop for us. */
async function inStep(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
}

async function udp(options: Parameters<typeof network.udp>[0] = {}): Promise<UdpSocket> {
  const socket = must(await network.udp({ address: HERE, ...options }));
  open.push(() => socket.close());
  return socket;
}

describe('the clock', () => {
  it('a deadline expires and says so', async () => {
    const deadline = network.clock.deadline(20);
    expect([deadline.signal.aborted, deadline.expired]).toEqual([false, false]);
    await network.clock.sleep(60);
    expect([deadline.signal.aborted, deadline.expired]).toEqual([true, true]);
    expect((deadline.signal.reason as Error).name).toBe('TimeoutError');
  });

  it('a deadline follows its parent, with the reason, and has not expired', () => {
    const person = new AbortController();
    const deadline = network.clock.deadline(60_000, person.signal);
    person.abort('Ctrl-C');
    expect([deadline.signal.aborted, deadline.signal.reason, deadline.expired]).toEqual([true, 'Ctrl-C', false]);
    expect(network.clock.deadline(60_000, person.signal).signal.aborted).toBe(true);
  });

  it('a cleared deadline never fires', async () => {
    const person = new AbortController();
    const deadline = network.clock.deadline(10, person.signal);
    deadline.clear();
    person.abort();
    await network.clock.sleep(40);
    expect([deadline.signal.aborted, deadline.expired]).toEqual([false, false]);
  });

  it('sleep ends early and quietly when the signal fires', async () => {
    const order: string[] = [];
    const long = network.clock.sleep(1_000).then(() => order.push('slept through'));
    await Promise.all([network.clock.sleep(60_000, AbortSignal.timeout(20)), network.clock.sleep(60_000, AbortSignal.abort())]).then(() => order.push('woken'));
    await long;
    expect(order).toEqual(['woken', 'slept through']);
  });

  it('many deadlines on one parent give no warning', async () => {
    const warnings: Error[] = [];
    const hear = (warning: Error): number => warnings.push(warning);
    process.on('warning', hear);
    const person = new AbortController();
    const deadlines = Array.from({ length: 100 }, () => network.clock.deadline(60_000, person.signal));
    await network.clock.sleep(10);
    for (const deadline of deadlines) deadline.clear();
    process.off('warning', hear);
    expect(warnings).toEqual([]);
  });
});

describe('TCP', () => {
  it('connects, carries bytes, and survives a reset that nobody listens to', async () => {
    const server = await rawServer((socket) => socket.write('hello'), 'on-connect');
    open.push(() => server.close());
    const connection = must(await network.tcp({ host: HERE, port: server.port, signal: never }));
    expect(await new Promise((resolve) => connection.once('data', (data: Buffer) => resolve(data.toString())))).toBe('hello');
    const closed = new Promise((resolve) => connection.once('close', resolve));
    for (const socket of server.sockets) socket.resetAndDestroy();
    await closed;
  });

  it('is refused on a closed port', async () => {
    const server = await rawServer(() => undefined);
    await server.close();
    expect(await network.tcp({ host: HERE, port: server.port, signal: never })).toMatchObject({ ok: false, failure: { kind: 'connection-refused' } });
  });

  it('leaves no connection behind when given up', async () => {
    const server = await rawServer(() => undefined);
    open.push(() => server.close());
    const person = new AbortController();
    const attempt = network.tcp({ host: HERE, port: server.port, signal: person.signal });
    person.abort();
    expect(await attempt).toEqual({ ok: false, failure: { kind: 'aborted' } });
    await network.clock.sleep(50);
    expect(server.sockets.size).toBe(0);
    expect(await network.tcp({ host: HERE, port: server.port, signal: person.signal })).toEqual({ ok: false, failure: { kind: 'aborted' } });
  });

  it('stays connected when the signal fires later', async () => {
    const server = await rawServer(() => undefined);
    open.push(() => server.close());
    const person = new AbortController();
    const connection = must(await network.tcp({ host: HERE, port: server.port, signal: person.signal }));
    person.abort();
    await network.clock.sleep(20);
    expect(connection.destroyed).toBe(false);
    connection.destroy();
  });

  it.each([
    ['localhost', 80],
    ['', 80],
    [HERE, 0],
    [HERE, 65536],
    [HERE, 1.5],
    [HERE, NaN],
  ])('%j port %j is no address: nothing is looked up', async (host, port) => {
    expect(await network.tcp({ host, port, signal: never })).toMatchObject({ ok: false, failure: { kind: 'malformed' } });
  });
});

describe('listening', () => {
  it('on port 0 takes a free one, and knows who came', async () => {
    const listener = must(await network.listen(0, (connection, peer) => connection.end(`${peer.address} ${peer.port > 0}`), HERE));
    open.push(() => listener.close());
    const connection = must(await network.tcp({ host: HERE, port: listener.port, signal: never }));
    expect(await new Promise((resolve) => connection.once('data', (data: Buffer) => resolve(data.toString())))).toBe('127.0.0.1 true');
    connection.destroy();
  });

  it('fails on a port in use, a foreign address and a name', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, HERE, resolve));
    open.push(() => other.close());
    expect(await network.listen((other.address() as AddressInfo).port, () => undefined, HERE)).toMatchObject({ ok: false, failure: { kind: 'address-in-use' } });
    expect(await network.listen(0, () => undefined, '203.0.113.1')).toMatchObject({ ok: false, failure: { kind: 'address-unavailable' } });
    expect(await network.listen(0, () => undefined, 'localhost')).toMatchObject({ ok: false, failure: { kind: 'malformed' } });
  });

  it('ends with its connections', async () => {
    const listener = must(await network.listen(0, () => undefined, HERE));
    const connection = must(await network.tcp({ host: HERE, port: listener.port, signal: never }));
    connection.resume();
    const closed = new Promise((resolve) => connection.once('close', resolve));
    listener.close();
    await closed;
    expect(await network.tcp({ host: HERE, port: listener.port, signal: never })).toMatchObject({ ok: false, failure: { kind: 'connection-refused' } });
  });
});

describe('UDP', () => {
  it('sends and hears, with who sent it', async () => {
    const [a, b] = [await udp(), await udp()];
    must(await a.send(Buffer.from('hello'), b.local.port, HERE));
    const heard = must(await b.receive(never));
    expect([Buffer.from(heard.data).toString(), heard.address, heard.port]).toEqual(['hello', HERE, a.local.port]);
  });

  it('connected, hears only its peer', async () => {
    const [peer, stranger] = [await udp(), await udp()];
    const socket = await udp({ connect: { address: HERE, port: peer.local.port } });
    must(await stranger.send(Buffer.from('forged'), socket.local.port, HERE));
    must(await socket.send(Buffer.from('question')));
    const question = must(await peer.receive(never));
    must(await peer.send(Buffer.from('answer'), question.port, question.address));
    expect(Buffer.from(must(await socket.receive(never)).data).toString()).toBe('answer');
  });

  it('connected, hears that the port is closed, and later that it is open', async () => {
    const peer = createSocket('udp4');
    await new Promise<void>((resolve) => peer.bind(0, HERE, resolve));
    const { port } = peer.address();
    await new Promise<void>((resolve) => peer.close(resolve));
    const socket = await udp({ connect: { address: HERE, port } });
    await socket.send(Buffer.from('anyone?'));
    const deadline = network.clock.deadline(1_000);
    expect(await socket.receive(deadline.signal)).toMatchObject({ ok: false, failure: { kind: 'connection-refused' } });
    deadline.clear();
    const opened = await udp({ port });
    must(await socket.send(Buffer.from('again')));
    expect(must(await opened.receive(never)).port).toBe(socket.local.port);
  });

  it('stops waiting for the signal, telling a deadline from a person', async () => {
    const socket = await udp();
    const deadline = network.clock.deadline(20);
    expect(await socket.receive(deadline.signal)).toEqual({ ok: false, failure: { kind: 'timed-out' } });
    expect(await socket.receive(AbortSignal.abort())).toEqual({ ok: false, failure: { kind: 'aborted' } });
    // A reader that gave up takes no datagram from the next one.
    const [first, second] = [socket.receive(AbortSignal.timeout(10)), socket.receive(never)];
    await first;
    must(await (await udp()).send(Buffer.from('x'), socket.local.port, HERE));
    expect((await second).ok).toBe(true);
  });

  it('serves several readers in order', async () => {
    const [socket, other] = [await udp(), await udp()];
    const readers = [socket.receive(never), socket.receive(never)];
    for (const text of ['1', '2']) must(await other.send(Buffer.from(text), socket.local.port, HERE));
    expect((await Promise.all(readers)).map((outcome) => Buffer.from(must(outcome).data).toString())).toEqual(['1', '2']);
  });

  it('in a flood keeps the last 512 datagrams', async () => {
    const [socket, other] = [await udp(), await udp()];
    for (let i = 0; i < 900; i++) {
      must(await other.send(Buffer.from(String(i)), socket.local.port, HERE));
      if (i % 10 === 9) await inStep();
    }
    const heard: number[] = [];
    while (heard.at(-1) !== 899) heard.push(Number(Buffer.from(must(await socket.receive(never)).data).toString()));
    expect(heard).toEqual(Array.from({ length: 512 }, (_, i) => 388 + i));
  });

  it('in a flood of big datagrams keeps 2 MB', async () => {
    const [socket, other] = [await udp(), await udp()];
    for (let i = 0; i < 60; i++) {
      must(await other.send(Buffer.alloc(60_000, i), socket.local.port, HERE));
      await inStep();
    }
    let bytes = 0;
    for (let last = 0; last !== 59; ) {
      const { data } = must(await socket.receive(never));
      bytes += data.length;
      last = data[0] ?? 59;
    }
    expect(bytes).toBeLessThanOrEqual(2 * 1024 * 1024);
    expect(bytes).toBeGreaterThan(1.5 * 1024 * 1024);
  });

  it('closed, says closed to everyone, and closes only once', async () => {
    const socket = await udp();
    const reader = socket.receive(never);
    socket.close();
    socket.close();
    expect(await reader).toEqual({ ok: false, failure: { kind: 'closed' } });
    expect(await socket.receive(never)).toEqual({ ok: false, failure: { kind: 'closed' } });
    expect(await socket.send(Buffer.from('x'), 9, HERE)).toEqual({ ok: false, failure: { kind: 'closed' } });
  });

  it('does not send to a name, without an address, or more than a datagram holds', async () => {
    const socket = await udp();
    expect(await socket.send(Buffer.from('x'), 9, 'localhost')).toMatchObject({ ok: false, failure: { kind: 'malformed' } });
    expect(await socket.send(Buffer.from('x'))).toMatchObject({ ok: false, failure: { kind: 'malformed' } });
    expect(await socket.send(Buffer.alloc(70_000), 9, HERE)).toMatchObject({ ok: false, failure: { kind: 'too-big' } });
  });

  it('fails on a port in use, unless shared, and on a foreign address', async () => {
    const first = await udp({ reuse: true });
    expect(await network.udp({ address: HERE, port: first.local.port })).toMatchObject({ ok: false, failure: { kind: 'address-in-use' } });
    const second = await udp({ port: first.local.port, reuse: true });
    expect(second.local.port).toBe(first.local.port);
    expect(await network.udp({ address: '203.0.113.1' })).toMatchObject({ ok: false, failure: { kind: 'address-unavailable' } });
    expect(await network.udp({ address: 'localhost' })).toMatchObject({ ok: false, failure: { kind: 'malformed' } });
  });

  it('fails on a group that is none', async () => {
    expect(await network.udp({ address: HERE, groups: ['192.0.2.1'] })).toMatchObject({ ok: false });
  });
});

describe('this machine', () => {
  it('lists interfaces without loopback, each with a prefix', async () => {
    for (const own of await network.interfaces()) {
      expect(own.address).not.toBe(HERE);
      expect(own.prefix).toBeGreaterThan(0);
      expect(own.prefix).toBeLessThanOrEqual(own.family === 4 ? 32 : 128);
    }
  });

  it('answers what it knows as values', async () => {
    for (const outcome of [await network.defaultGateway(), await network.resolvers(), await network.neighbours()]) expect(outcome).toHaveProperty('ok');
  });
});
