import fc from 'fast-check';
import packet, { type Answer } from 'dns-packet';
import { afterEach, describe, expect, it } from 'vitest';
import { codec, hostName, readAnswer } from '../../src/network/dns-message.js';
import { dnsQuery, resolveA, type DnsQuery } from '../../src/network/dns.js';
import { hostNetwork } from '../../src/network/host/index.js';
import type { Clock, Network } from '../../src/network/seam.js';
import { answer, dnsServer, type DnsServer } from './dns-server.js';
import { inTime } from './in-time.js';

const network = hostNetwork();
const servers: DnsServer[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

const NAME = 'nvr.ddns.example';
const A = (data: string, name = NAME, ttl = 60): Answer => ({ type: 'A', name, ttl, data });
const CNAME = (name: string, data: string): Answer => ({ type: 'CNAME', name, ttl: 60, data });
const RCODE = { NXDOMAIN: 3, SERVFAIL: 2, REFUSED: 5, FORMERR: 1, NOTIMP: 4 };

async function serve(...how: Parameters<typeof dnsServer>): Promise<DnsServer> {
  const server = await dnsServer(...how);
  servers.push(server);
  return server;
}

async function ask(server: DnsServer, more: Partial<DnsQuery> = {}, ms = 1_500) {
  const deadline = network.clock.deadline(ms);
  const reply = await inTime(dnsQuery(network, { server: '127.0.0.1', port: server.port, name: NAME, type: 'A', signal: deadline.signal, ...more }), deadline);
  deadline.clear();
  return reply;
}

describe('a name server that answers', () => {
  it('gives the records, the code and whether it speaks for the zone', async () => {
    const server = await serve((query) => answer(query, [A('192.88.98.7', NAME, 300)], { flags: packet.AUTHORITATIVE_ANSWER }));
    expect(await ask(server)).toEqual({ ok: true, value: { rcode: 'NOERROR', authoritative: true, answers: [{ name: NAME, type: 'A', ttl: 300, data: '192.88.98.7' }], authorities: [] } });
    expect(server.asked).toHaveLength(1);
    expect(server.asked[0]).toMatchObject({ flag_rd: true, questions: [{ name: NAME, type: 'A', class: 'IN' }] });
  });

  it('is asked without recursion where the caller wants its own knowledge', async () => {
    const server = await serve((query) => answer(query));
    await ask(server, { recursion: false });
    expect(server.asked[0]?.flag_rd).toBe(false);
  });

  it('gives other types as text, and leaves out what we did not ask to understand', async () => {
    const records: Answer[] = [
      { type: 'AAAA', name: NAME, ttl: 1, data: '2001:db8::1' },
      { type: 'NS', name: NAME, ttl: 1, data: 'ns1.ddns.example' },
      { type: 'TXT', name: NAME, ttl: 1, data: 'x' },
      { type: 'A', name: NAME, ttl: 1, class: 'CH', data: '192.0.2.1' },
    ];
    const soa: Answer = { type: 'SOA', name: 'ddns.example', ttl: 60, data: { mname: 'ns1.ddns.example', rname: 'admin.ddns.example', serial: 7, refresh: 1, retry: 2, expire: 3, minimum: 4 } };
    const server = await serve((query) => answer(query, records, { authorities: [soa] }));
    const reply = await ask(server);
    expect(reply.ok && reply.value.answers.map(({ type, data }) => `${type} ${data}`)).toEqual(['AAAA 2001:db8::1', 'NS ns1.ddns.example']);
    expect(reply.ok && reply.value.authorities[0]?.data).toBe('ns1.ddns.example admin.ddns.example 7 1 2 3 4');
  });

  for (const [rcode, flags] of Object.entries(RCODE)) {
    it(`says ${rcode}: an answer, not a failure`, async () => {
      expect(await ask(await serve((query) => answer(query, [], { flags })))).toMatchObject({ ok: true, value: { rcode, answers: [] } });
    });
  }

  it('refuses with a bare header, without the question', async () => {
    expect(await ask(await serve((query) => answer(query, [], { flags: RCODE.REFUSED, questions: [] })))).toMatchObject({ ok: true, value: { rcode: 'REFUSED' } });
  });

  it('may spell the name in other letter case', async () => {
    const server = await serve((query) => answer(query, [A('192.88.98.7')], { questions: [{ type: 'A', name: 'NVR.DDNS.Example' }] }));
    expect(await ask(server)).toMatchObject({ ok: true });
  });

  it('counts a lifetime with the top bit as none', async () => {
    const reply = await ask(await serve((query) => answer(query, [A('192.88.98.7', NAME, 0x80000001)])));
    expect(reply.ok && reply.value.answers[0]?.ttl).toBe(0);
  });
});

describe('a name server that is hard to hear', () => {
  it('is asked once more after 400 ms, with the same question', async () => {
    const server = await serve((query, count) => (count === 1 ? undefined : answer(query, [A('192.88.98.7')])));
    expect(await ask(server)).toMatchObject({ ok: true });
    expect(server.asked.map((query) => query.id)).toEqual([server.asked[0]?.id, server.asked[0]?.id]);
  });

  it('is not asked a third time, and times out', async () => {
    const server = await serve(() => undefined);
    expect(await ask(server)).toEqual({ ok: false, failure: { kind: 'timed-out' } });
    expect(server.asked).toHaveLength(2);
  });

  it('is not asked again once it has answered', async () => {
    const server = await serve((query) => answer(query, [A('192.88.98.7')]));
    await ask(server);
    await network.clock.sleep(600);
    expect(server.asked).toHaveLength(1);
  });

  it('does not exist: refused at once', async () => {
    const server = await serve(() => undefined);
    server.close();
    servers.pop();
    expect(await ask(server)).toMatchObject({ ok: false, failure: { kind: 'connection-refused' } });
  });

  it('is given up when the person stops the work', async () => {
    const server = await serve(() => undefined);
    expect(await ask(server, { signal: AbortSignal.abort() })).toEqual({ ok: false, failure: { kind: 'aborted' } });
    expect(server.asked).toHaveLength(0);
  });
});

describe('answers over TCP', () => {
  const cut = (query: Parameters<typeof answer>[0]) => answer(query, [], { flags: packet.TRUNCATED_RESPONSE });
  const many = Array.from({ length: 60 }, (_, i) => A(`192.88.98.${i + 1}`));

  it('are fetched where UDP was cut short', async () => {
    const server = await serve(cut, (query) => answer(query, many));
    const reply = await ask(server);
    expect(reply.ok && reply.value.answers).toHaveLength(60);
    expect(server.overTcp).toHaveLength(1);
  });

  it('are fetched where UDP was cut in the middle of a record', async () => {
    const server = await serve((query) => packet.encode(answer(query, many, { flags: packet.TRUNCATED_RESPONSE })).subarray(0, 512), (query) => answer(query, many));
    expect(await ask(server)).toMatchObject({ ok: true });
  });

  it('end by the deadline where TCP is silent', async () => {
    expect(await ask(await serve(cut), {}, 300)).toEqual({ ok: false, failure: { kind: 'timed-out' } });
  });

  it('are malformed where they answer something else', async () => {
    const server = await serve(cut, (query) => answer(query, [], { id: ((query.id ?? 0) + 1) & 0xffff }));
    expect(await ask(server)).toMatchObject({ ok: false, failure: { kind: 'malformed' } });
  });
});

describe('forged and broken answers', () => {
  const forged: [string, (query: Parameters<typeof answer>[0]) => ReturnType<typeof answer> | Buffer][] = [
    ['another id', (query) => answer(query, [A('6.6.6.6')], { id: ((query.id ?? 0) + 1) & 0xffff })],
    ['another name', (query) => answer(query, [A('6.6.6.6')], { questions: [{ type: 'A', name: 'evil.example' }] })],
    ['another type', (query) => answer(query, [A('6.6.6.6')], { questions: [{ type: 'NS', name: NAME }] })],
    ['no question', (query) => answer(query, [A('6.6.6.6')], { questions: [] })],
    ['two questions', (query) => answer(query, [A('6.6.6.6')], { questions: [...(query.questions ?? []), { type: 'A', name: 'evil.example' }] })],
    ['our own question back', (query) => ({ ...answer(query, [A('6.6.6.6')]), type: 'query' as const })],
    ['too few bytes', () => Buffer.from([1, 2, 3])],
    ['nothing', () => Buffer.alloc(0)],
  ];
  for (const [what, forge] of forged) {
    it(`${what}: passed over, the true answer counts`, async () => {
      const reply = await ask(await serve((query) => [forge(query), answer(query, [A('192.88.98.7')])]));
      expect(reply.ok && reply.value.answers.map(({ data }) => data)).toEqual(['192.88.98.7']);
    });
    it(`${what} and nothing else: malformed, not silence`, async () => {
      expect(await ask(await serve(forge), {}, 200)).toMatchObject({ ok: false, failure: { kind: 'malformed' } });
    });
  }

  /** The header and question of the reply, then these bytes as the answer section. */
  const withAnswer = (bytes: number[]) => (query: Parameters<typeof answer>[0]) => {
    const message = Buffer.concat([packet.encode(answer(query)), Buffer.from(bytes)]);
    message.writeUInt16BE(1, 6);
    return message;
  };
  for (const [what, bytes] of [
    ['a name that points to itself', [0xc0, 34, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 1, 2, 3, 4]],
    ['a name that points past the end', [0xff, 0xff, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 1, 2, 3, 4]],
    ['two names that point at each other', [0xc0, 36, 0xc0, 34, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 1, 2, 3, 4]],
    ['an address cut short', [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 1, 2]],
    ['an alias longer than the message', [0xc0, 12, 0, 5, 0, 1, 0, 0, 0, 60, 0, 40, 60, 97, 97]],
    ['a record that stops in the middle', [0xc0, 12, 0, 1]],
    ['an unknown label type', [0x80, 0, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 1, 2, 3, 4]],
  ] as const) {
    it(`${what}: malformed at once`, async () => {
      const started = performance.now();
      expect(await ask(await serve(withAnswer([...bytes])), {}, 20_000)).toMatchObject({ ok: false, failure: { kind: 'malformed' } });
      expect(performance.now() - started, 'not by the deadline').toBeLessThan(10_000);
    });
  }

  it('an odd additional section does not spoil a good answer', async () => {
    const server = await serve((query) => {
      const message = Buffer.concat([packet.encode(answer(query, [A('192.88.98.7')])), Buffer.from([0, 0, 41, 0xff])]);
      message.writeUInt16BE(1, 10);
      return message;
    });
    expect(await ask(server)).toMatchObject({ ok: true });
  });

  it('a flood of forged answers ends early', async () => {
    const reply = await ask(await serve(() => Array.from({ length: 200 }, () => Buffer.alloc(20, 7))));
    expect(reply).toMatchObject({ ok: false, failure: { kind: 'malformed' } });
  });

  it('no bytes make the reader throw, and control characters never pass', async () => {
    await codec.get(network.clock);
    const good = packet.encode({ type: 'response', id: 7, questions: [{ type: 'A', name: NAME }], answers: [CNAME(NAME, 'a\u001b[31m.example'), A('1.2.3.4')] });
    const damaged = fc.tuple(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 8 }), fc.nat(good.length)).map(([changes, end]) => {
      const copy = Buffer.from(good);
      for (const [at, value] of changes) copy[at] = value;
      return copy.subarray(0, end || good.length);
    });
    fc.assert(
      fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 600 })), (bytes) => {
        const read = readAnswer(bytes, { id: 7, name: NAME, type: 'A' });
        expect(JSON.stringify(read)).not.toMatch(/\\u00[01]/);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('names that can be asked for', () => {
  it.each([
    ['NVR.DDNS.Example.', 'nvr.ddns.example'],
    ['kamera.müller.example', 'kamera.xn--mller-kva.example'],
    ['_sip.example', '_sip.example'],
    ['', undefined],
    ['.', undefined],
    ['a..b', undefined],
    ['bad name.example', undefined],
    [`${'a'.repeat(64)}.example`, undefined],
    [Array(70).fill('abcd').join('.'), undefined],
  ])('%j is asked as %j', (text, asked) => expect(hostName(text)).toBe(asked));

  it('and others fail without a packet', async () => {
    const server = await serve(() => undefined);
    expect(await ask(server, { name: 'http://x/' })).toMatchObject({ ok: false, failure: { kind: 'malformed' } });
    expect(await ask(server, { server: 'dns.example' })).toMatchObject({ ok: false, failure: { kind: 'malformed' } });
    expect(server.asked).toHaveLength(0);
  });
});

describe('the address of a name', () => {
  /** A home whose name servers 192.0.2.1, 192.0.2.2 … are these. */
  const home = (...ports: DnsServer[]): Network => ({
    ...network,
    udp: (options) => network.udp({ ...options, connect: { address: '127.0.0.1', port: ports[Number(options.connect?.address.split('.')[3]) - 1]?.port ?? 1 } }),
  });
  const SERVERS = ['192.0.2.1', '192.0.2.2', '192.0.2.3'];
  const resolve = async (ports: DnsServer[], name = NAME, ms = 1_500, clock = network.clock) => {
    const deadline = network.clock.deadline(ms);
    const reply = await resolveA({ ...home(...ports), clock }, name, SERVERS.slice(0, ports.length), deadline.signal);
    deadline.clear();
    return reply.ok ? reply.value.map(({ data }) => data) : reply.failure.kind;
  };
  const good = (query: Parameters<typeof answer>[0]) => answer(query, [A('192.88.98.7')]);
  const code = (flags: number) => (query: Parameters<typeof answer>[0]) => answer(query, [], { flags });

  it('follows aliases within the answer', async () => {
    const server = await serve((query) => answer(query, [A('192.88.98.7', 'c.example'), CNAME('B.example', 'c.example'), CNAME(NAME, 'b.example'), A('6.6.6.6', 'other.example')]));
    expect(await resolve([server])).toEqual(['192.88.98.7']);
  });

  it('does not take an address of a name that nobody asked for', async () => {
    expect(await resolve([await serve((query) => answer(query, [A('6.6.6.6', 'other.example')]))])).toBe('name-not-found');
  });

  it('gives up on aliases in a circle', async () => {
    expect(await resolve([await serve((query) => answer(query, [CNAME(NAME, 'b.example'), CNAME('b.example', NAME)]))])).toBe('malformed');
  });

  it('is known to be missing: NXDOMAIN, or a name without an IPv4 address', async () => {
    expect(await resolve([await serve(code(RCODE.NXDOMAIN))])).toBe('name-not-found');
    expect(await resolve([await serve(code(0))])).toBe('name-not-found');
  });

  it('does not wait for a dead first server', async () => {
    const dead = await serve(() => undefined);
    const started = performance.now();
    expect(await resolve([dead, await serve(good)], NAME, 20_000)).toEqual(['192.88.98.7']);
    expect(performance.now() - started, 'not by the deadline').toBeLessThan(10_000);
  });

  it('goes on at once from a server that refuses or has a fault', async () => {
    const timeless: Clock = { ...network.clock, sleep: () => new Promise(() => undefined) };
    expect(await resolve([await serve(code(RCODE.REFUSED)), await serve(code(RCODE.SERVFAIL)), await serve(good)], NAME, 10_000, timeless)).toEqual(['192.88.98.7']);
  });

  it('asks the first server only while it answers in time', async () => {
    const second = await serve(good);
    await resolve([await serve(good), second]);
    expect(second.asked).toHaveLength(0);
  });

  it("reports the first server's failure where none knows", async () => {
    expect(await resolve([await serve(code(RCODE.REFUSED)), await serve(code(RCODE.SERVFAIL))])).toBe('not-permitted');
    expect(await resolve([await serve(code(RCODE.SERVFAIL))])).toBe('unknown-failure');
  });

  it('times out where all are silent, and leaves nothing running', async () => {
    const silent = [await serve(() => undefined), await serve(() => undefined)];
    expect(await resolve(silent, NAME, 500)).toBe('timed-out');
    await network.clock.sleep(500);
    expect(silent.map((server) => server.asked.length)).toEqual([2, 1]);
  });

  it('is the address itself for an address, without a packet', async () => {
    expect(await resolve([], '192.168.1.64')).toEqual(['192.168.1.64']);
    expect(await resolve([])).toBe('name-not-found');
  });
});
