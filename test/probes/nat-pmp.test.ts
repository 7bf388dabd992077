import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startNatPmp } from '../../src/lab/devices/nat-pmp.js';
import type { RouterControl } from '../../src/lab/device.js';
import { natPmp, readNatPmp } from '../../src/probes/nat-pmp.js';
import { answerUdp, detail, probeHome, runOne, told, type OneRun } from './support.js';

const WAN = [192, 88, 98, 7];
const answerWith = (bytes: readonly number[]): Promise<OneRun> => answersWith([bytes]);

async function answersWith(datagrams: readonly (readonly number[])[]): Promise<OneRun> {
  const home = probeHome();
  await answerUdp(home.routerLan, 5351, () => datagrams.map((bytes) => Uint8Array.from(bytes)));
  return runOne(home.laptop, natPmp);
}

describe('a router that speaks NAT-PMP', () => {
  it('tells its internet address and how long it remembers', async () => {
    const home = probeHome();
    await startNatPmp(home.routerLan, { router: { wanAddress: () => '192.88.98.7', lanAddress: () => '192.168.1.1', epochSeconds: () => 4711 } as RouterControl });
    const { facts, ms } = await runOne(home.laptop, natPmp);
    expect(told(facts, 'router.natpmp.found')).toBe(true);
    expect(told(facts, 'router.natpmp.epochSeconds')).toBe(4711);
    expect(told(facts, 'router.wanAddress')).toBe('192.88.98.7');
    expect(ms).toBeLessThan(50);
  });

  it('is asked for its address only, never for a mapping', async () => {
    const home = probeHome();
    const heard = await answerUdp(home.routerLan, 5351, () => []);
    await runOne(home.laptop, natPmp);
    expect(heard.map((datagram) => [...datagram.data])).toEqual([[0, 0], [0, 0], [0, 0]]);
  });

  it('answers only the third time: found', async () => {
    const home = probeHome();
    let asked = 0;
    await answerUdp(home.routerLan, 5351, () => (++asked < 3 ? [] : [Uint8Array.of(0, 128, 0, 0, 0, 0, 0, 1, ...WAN)]));
    expect(told((await runOne(home.laptop, natPmp)).facts, 'router.natpmp.found')).toBe(true);
  });

  it.each([
    ['0.0.0.0', [0, 128, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]],
    ['result 3, no address', [0, 128, 0, 3, 0, 0, 0, 1, 0, 0, 0, 0]],
    ['result 3, cut after the epoch', [0, 128, 0, 3, 0, 0, 0, 1]],
  ])('has no internet address (%s): null is a value', async (_name, bytes) => {
    const { facts } = await answerWith(bytes);
    expect(told(facts, 'router.natpmp.found')).toBe(true);
    expect(told(facts, 'router.natpmp.epochSeconds')).toBe(1);
    expect(told(facts, 'router.wanAddress')).toBeNull();
  });

  it.each([
    [2, 'refused'],
    [4, 'failed'],
    [5, 'failed'],
    [99, 'failed'],
  ])('answers with result %i: found, its address is not known', async (code, reason) => {
    const { facts } = await answerWith([0, 128, 0, code, 0, 0, 0, 1, 0, 0, 0, 0]);
    expect(told(facts, 'router.natpmp.found')).toBe(true);
    expect(told(facts, 'router.wanAddress')).toEqual({ unknown: reason });
  });
});

describe('a router that does not', () => {
  it('and has the port closed: absent, at once', async () => {
    const { facts, ms } = await runOne(probeHome().laptop, natPmp);
    expect(told(facts, 'router.natpmp.found')).toBe(false);
    expect(told(facts, 'router.wanAddress')).toEqual({ unknown: 'not-supported' });
    expect(ms).toBeLessThan(50);
  });

  it('and keeps silent: absent, after 1.2 seconds', async () => {
    const { facts, ms } = await answersWith([]);
    expect(told(facts, 'router.natpmp.found')).toBe(false);
    expect(ms).toBeGreaterThanOrEqual(1200);
    expect(ms).toBeLessThan(1300);
  });

  it.each([
    ['a version 2 answer', [2, 128, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, ...Array<number>(12).fill(0)]],
    ['result 1, unsupported version', [0, 128, 0, 1, 0, 0, 0, 1]],
  ])('but PCP (%s): not supported, not absent', async (_name, bytes) => {
    const { facts } = await answerWith(bytes);
    expect(told(facts, 'router.natpmp.found')).toEqual({ unknown: 'not-supported' });
    expect(detail(facts, 'router.natpmp.found')).toContain('PCP');
  });

  it.each([
    ['nothing', []],
    ['one byte', [0]],
    ['four bytes', [0, 128, 0, 0]],
    ['eleven bytes', [0, 128, 0, 0, 0, 0, 0, 1, 192, 88, 98]],
    ['62 bytes', [0, 128, 0, 0, 0, 0, 0, 1, ...WAN, ...Array<number>(50).fill(7)]],
    ['13 bytes of an error', [0, 128, 0, 3, 0, 0, 0, 1, 0, 0, 0, 0, 7]],
    ['another operation', [0, 129, 0, 0, 0, 0, 0, 1, ...WAN]],
    ['its own question', [0, 0]],
    ['version 9', [9, 128, 0, 0, 0, 0, 0, 1, ...WAN]],
  ])('but sends %s: unknown (malformed), never absent, never found', async (_name, bytes) => {
    const { facts } = await answerWith(bytes);
    expect(told(facts, 'router.natpmp.found')).toEqual({ unknown: 'malformed' });
    expect(told(facts, 'router.wanAddress')).toEqual({ unknown: 'malformed' });
  });

  it('but a neighbour answers in its place: not heard', async () => {
    const home = probeHome();
    const neighbour = home.inHouse('192.168.1.65');
    const speaker = await neighbour.udp({ port: 5351 });
    await answerUdp(home.routerLan, 5351, (question) => {
      if (speaker.ok) void speaker.value.send(Uint8Array.of(0, 128, 0, 0, 0, 0, 0, 1, ...WAN), question.port, question.address);
      return [];
    });
    const { facts } = await runOne(home.laptop, natPmp);
    expect(told(facts, 'router.natpmp.found')).toBe(false);
    expect(told(facts, 'router.wanAddress')).toEqual({ unknown: 'not-supported' });
  });

  it('because the person stopped the question: nothing is concluded', async () => {
    const home = probeHome();
    await answerUdp(home.routerLan, 5351, () => []);
    const { facts } = await runOne(home.laptop, natPmp, { signal: home.clock.deadline(300).signal });
    expect(told(facts, 'router.natpmp.found')).toEqual({ unknown: 'not-run' });
  });
});

it('without a router there is nobody to ask', async () => {
  const home = probeHome();
  const { outcomes, facts } = await runOne(home.host('lonely', '192.168.1.9', { gateway: null }).network, natPmp);
  expect(outcomes.at(-1)).toMatchObject({ outcome: 'skipped', detail: 'this computer has no router to ask' });
  expect(told(facts, 'router.natpmp.found')).toEqual({ unknown: 'not-run' });
});

it('no datagram whatever breaks the reader, and only twelve bytes give an address', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (data) => {
      const answer = readNatPmp(data);
      expect(answer?.kind === 'address' ? data.length : 12).toBe(12);
    }),
  );
});
