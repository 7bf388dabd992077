import { describe, expect, it } from 'vitest';
import type { FactPath } from '../../src/facts/dictionary.js';
import { Facts, mergeObservations } from '../../src/facts/merge.js';
import type { Observation } from '../../src/facts/observation.js';
import { FAILURES } from '../../src/network/seam.js';
import { DEADLINES, LAST_WORDS, SIGN_IN_TO_THE_END } from '../../src/probes/deadlines.js';
import { reasonOf } from '../../src/probes/failure.js';
import { PROBES } from '../../src/probes/index.js';
import { portIsSettled } from '../../src/probes/outside/port.js';
import { planProbes } from '../../src/probes/plan.js';
import { PROBE_IDS, type Probe, type ProbeContext, type ProbeId } from '../../src/probes/probe.js';
import { runProbes, type ProbeEvent, type RunInput } from '../../src/probes/run.js';
import { OPTIONS, probeHome, told } from './support.js';

const NOTHING = new Facts(new Map());

function probe(id: ProbeId, provides: readonly FactPath[], run: (context: ProbeContext) => Promise<void>, more: Partial<Probe> = {}): Probe {
  return { id, title: `Title of ${id}`, source: 'igd', vantage: 'home', provides, after: [], touches: 'nothing', run, ...more };
}

async function go(probes: readonly Probe[], more: Partial<RunInput> = {}) {
  const { laptop } = probeHome();
  const events: ProbeEvent[] = [];
  const begin = laptop.clock.now();
  const result = await runProbes({ network: laptop, probes, options: OPTIONS, initial: [], onEvent: (event) => events.push(event), ...more });
  return { ...result, facts: mergeObservations(result.observations), events, ms: laptop.clock.now() - begin, clock: laptop.clock };
}

const forever = (): Promise<void> => new Promise(() => undefined);

describe('a probe that', () => {
  it('tells everything is done, and its last line is its result', async () => {
    const { facts, outcomes, events } = await go([
      probe('igd', ['router.igd.found'], async ({ observe, progress, network }) => {
        progress('looking');
        await network.clock.sleep(30);
        observe.known('router.igd.found', true);
        progress('found a router');
      }),
    ]);
    expect(told(facts, 'router.igd.found')).toBe(true);
    expect(outcomes).toEqual([{ id: 'igd', startedMs: 0, ms: 30, outcome: 'done', detail: 'found a router' }]);
    expect(events.map((event) => [event.kind, 'text' in event ? event.text : ''])).toEqual([['started', ''], ['progress', 'looking'], ['progress', 'found a router'], ['ended', 'found a router']]);
  });

  it('throws fails, and nothing of what it saw counts', async () => {
    const { facts, outcomes } = await go([
      probe('igd', ['router.igd.found', 'router.igd.count'], async ({ observe }) => {
        observe.known('router.igd.found', true);
        throw new TypeError("Cannot read properties of undefined (reading '@')");
      }),
    ]);
    expect(told(facts, 'router.igd.found')).toEqual({ unknown: 'failed' });
    expect(told(facts, 'router.igd.count')).toEqual({ unknown: 'failed' });
    expect(outcomes[0]).toMatchObject({ outcome: 'failed', detail: expect.stringContaining('broke') as string });
  });

  it('throws without waiting fails as well', async () => {
    const { outcomes } = await go([probe('igd', ['router.igd.found'], () => { throw new Error('at once'); })]);
    expect(outcomes[0]?.outcome).toBe('failed');
  });

  it('forgets a fact that it promised leaves it unknown', async () => {
    const { facts, outcomes } = await go([probe('igd', ['router.igd.found', 'router.igd.count'], async ({ observe }) => observe.known('router.igd.found', true))]);
    expect(told(facts, 'router.igd.count')).toEqual({ unknown: 'failed' });
    expect(outcomes[0]?.outcome).toBe('done');
  });

  it('never ends is ended at its deadline, deaf as it is', async () => {
    const { facts, outcomes, ms } = await go([
      probe('igd', ['router.igd.found', 'router.igd.count'], async ({ observe }) => {
        observe.known('router.igd.count', 1);
        await forever();
      }),
    ]);
    expect(outcomes[0]).toMatchObject({ outcome: 'timed-out' });
    expect(told(facts, 'router.igd.count')).toBe(1);
    expect(told(facts, 'router.igd.found')).toEqual({ unknown: 'timed-out' });
    expect(ms).toBeLessThanOrEqual(DEADLINES.igd + LAST_WORDS);
  });

  it('speaks after its end is not heard', async () => {
    const late = probe('igd', ['router.igd.found'], async ({ observe, network }) => {
      await network.clock.sleep(DEADLINES.igd + 500);
      observe.known('router.igd.found', true);
    });
    const wait = probe('host', ['host.vpn'], async ({ network }) => network.clock.sleep(400), { after: ['igd'] });
    expect(told((await go([late, wait])).facts, 'router.igd.found')).toEqual({ unknown: 'timed-out' });
  });

  it('uses the signal to say what it learnt is heard', async () => {
    const { facts } = await go([
      probe('igd', ['router.igd.count'], async ({ observe, signal, network }) => {
        await network.clock.sleep(60_000, signal);
        observe.known('router.igd.count', 3);
      }),
    ]);
    expect(told(facts, 'router.igd.count')).toBe(3);
  });

  it('prints what a device sent cannot steer the terminal', async () => {
    const { events } = await go([probe('igd', [], async ({ progress }) => progress(`a\u001b[2J${'b'.repeat(500)}`))]);
    const line = events.find((event) => event.kind === 'progress');
    expect(line?.text).toMatch(/^a \[2Jb+…$/);
    expect(line?.text.length).toBeLessThanOrEqual(100);
  });
});

describe('a step whose result must be told', () => {
  const run = (ms: number, source: Observation['source']) => {
    const stop = new AbortController();
    return go([
      probe('igd', ['recorder.login.outcome'], async ({ observe, network, toTheEnd }) => {
        void network.clock.sleep(50).then(() => stop.abort());
        await toTheEnd(network.clock.sleep(ms));
        observe.unknown('recorder.login.outcome', 'timed-out', 'sent, and no answer came', source);
      }),
    ], { signal: stop.signal });
  };

  it('is waited for after Ctrl-C, and a sign-in that was not answered is told as that', async () => {
    const { facts, ms, interrupted } = await run(1200, 'recorder-login');
    expect(facts.get('recorder.login.outcome')).toMatchObject({ state: 'unknown', reason: 'timed-out', detail: 'sent, and no answer came' });
    expect(ms).toBe(1200);
    expect(interrupted).toBe(true);
  });

  it('any other wait that was cut short is no silence', async () => {
    expect((await run(100, 'recorder-probe')).facts.get('recorder.login.outcome')).toMatchObject({ reason: 'not-run', detail: 'interrupted' });
  });

  it('is not waited for longer than a sign-in takes', async () => {
    const { ms, outcomes } = await run(60_000, 'recorder-login');
    expect(outcomes[0]?.outcome).toBe('interrupted');
    expect(ms).toBeLessThanOrEqual(50 + SIGN_IN_TO_THE_END + LAST_WORDS);
  });
});

describe('order', () => {
  const sleeper = (id: ProbeId, ms: number, more: Partial<Probe> = {}): Probe => probe(id, [], async ({ network, signal }) => network.clock.sleep(ms, signal), more);
  const startOf = (events: readonly ProbeEvent[]): string[] => events.map((event) => `${event.kind} ${event.probe}`);

  it('probes that wait for nobody run side by side', async () => {
    expect((await go([sleeper('igd', 300), sleeper('nat-pmp', 300), sleeper('public-address', 300)])).ms).toBe(300);
  });

  it('a probe begins when those before it ended, and sees what they saw', async () => {
    const seen: unknown[] = [];
    const { events, outcomes } = await go([
      probe('host', ['host.vpn'], async ({ observe }) => observe.known('host.vpn', true), { source: 'host' }),
      sleeper('igd', 200),
      probe('hairpin', [], async ({ facts }) => void seen.push(facts().value('host.vpn')), { after: ['host', 'igd'] }),
    ]);
    expect(seen).toEqual([true]);
    expect(outcomes.map(({ id, startedMs, ms }) => [id, startedMs, ms])).toEqual([['host', 0, 0], ['igd', 0, 200], ['hairpin', 200, 0]]);
    expect(startOf(events)).toEqual(['started host', 'started igd', 'ended host', 'ended igd', 'started hairpin', 'ended hairpin']);
  });

  it('a probe that has all it needs begins at once', async () => {
    const { ms } = await go([sleeper('igd', 500), sleeper('outside', 500, { after: ['igd'], ready: () => true })]);
    expect(ms).toBe(500);
  });

  it('a probe begins early when another one brings what it needs', async () => {
    const ready = (_o: unknown, facts: Facts): boolean => facts.value('host.vpn') !== undefined;
    const { ms } = await go([
      sleeper('igd', 500),
      probe('host', ['host.vpn'], async ({ observe, network }) => (await network.clock.sleep(100), observe.known('host.vpn', false)), { source: 'host' }),
      sleeper('outside', 500, { after: ['igd', 'host'], ready }),
    ]);
    expect(ms).toBe(600);
  });

  it('a probe that cannot run is skipped with the reason, and holds up nobody', async () => {
    const { facts, outcomes, ms } = await go([
      probe('outside', ['outside.port'], forever, { skip: () => ({ reason: 'not-run', detail: 'no helper is set' }) }),
      sleeper('hairpin', 100, { after: ['outside'] }),
    ]);
    expect(facts.get('outside.port')).toMatchObject({ state: 'unknown', reason: 'not-run', detail: 'no helper is set' });
    expect(outcomes.map((o) => o.outcome)).toEqual(['skipped', 'done']);
    expect(outcomes[0]?.detail).toBe('no helper is set');
    expect(ms).toBe(100);
  });

  it('a probe whose check for reasons breaks is skipped, not run and not lost', async () => {
    const { facts, outcomes } = await go([probe('outside', ['outside.port'], forever, { skip: () => { throw new Error('x'); }, ready: () => { throw new Error('y'); } })]);
    expect(outcomes[0]?.outcome).toBe('skipped');
    expect(told(facts, 'outside.port')).toEqual({ unknown: 'failed' });
  });

  it('no probes: nothing to do', async () => {
    expect(await go([])).toMatchObject({ outcomes: [], interrupted: false, ms: 0 });
  });
});

describe('Ctrl-C', () => {
  it('keeps what is known, and calls nothing timed out that nobody waited for', async () => {
    const home = probeHome();
    const stop = home.clock.deadline(200).signal;
    const probes = [
      probe('host', ['host.vpn'], async ({ observe }) => observe.known('host.vpn', false), { source: 'host' }),
      probe('igd', ['router.igd.found', 'router.igd.count'], async ({ observe, signal, network }) => {
        await network.clock.sleep(60_000, signal);
        observe.unknown('router.igd.count', 'timed-out');
      }),
      probe('nat-pmp', ['router.natpmp.found'], forever, { source: 'nat-pmp' }),
      probe('hairpin', ['hairpin.tcpPort'], forever, { after: ['igd'], source: 'hairpin' }),
    ];
    const begin = home.clock.now();
    const result = await runProbes({ network: home.laptop, probes, options: OPTIONS, initial: [], signal: stop });
    const facts = mergeObservations(result.observations);
    expect(result.interrupted).toBe(true);
    expect(result.outcomes.map((o) => o.outcome)).toEqual(['done', 'interrupted', 'interrupted', 'interrupted']);
    expect(told(facts, 'host.vpn')).toBe(false);
    for (const path of ['router.igd.found', 'router.igd.count', 'router.natpmp.found', 'hairpin.tcpPort'] as const) expect(told(facts, path)).toEqual({ unknown: 'not-run' });
    expect(home.clock.now() - begin).toBeLessThanOrEqual(200 + LAST_WORDS);
  });

  it('before the start: nothing runs', async () => {
    const stop = new AbortController();
    stop.abort();
    const { outcomes } = await go([probe('igd', ['router.igd.found'], forever)], { signal: stop.signal });
    expect(outcomes).toEqual([{ id: 'igd', startedMs: 0, ms: 0, outcome: 'interrupted', detail: 'interrupted before it began' }]);
  });
});

describe('the plan', () => {
  const ids = (wanted: readonly FactPath[], known: Facts = NOTHING): string[] => planProbes({ wanted: new Set(wanted), known, options: OPTIONS }).map((p) => p.id);

  it('is empty where nothing is wanted', () => {
    expect(ids([])).toEqual([]);
  });

  it('has only what delivers a wanted fact, and what that must see first', () => {
    expect(ids(['wan.publicAddress'])).toEqual(['host', 'public-address']);
    expect(ids(['router.mappings'])).toEqual(['host', 'igd']);
    expect(ids(['router.wanAddress'])).toEqual(['host', 'igd', 'nat-pmp']);
  });

  it('leaves out a probe whose wanted facts are known', () => {
    expect(ids(['wan.publicAddress'], NOTHING.with({ 'wan.publicAddress': '192.88.98.7' }))).toEqual([]);
  });

  it('keeps probes that cannot run, so that the report says what they lack', () => {
    expect(ids(['outside.tcpPort'])).toContain('outside');
  });
});

describe('the table of probes', () => {
  it('has every probe once, after all that it waits for', () => {
    expect(PROBES.map((p) => p.id).toSorted()).toEqual([...PROBE_IDS].toSorted());
    PROBES.forEach((p, index) => {
      for (const id of p.after) expect(PROBES.findIndex((other) => other.id === id)).toBeLessThan(index);
    });
  });

  it('promises no silence longer than a second and a half', () => {
    for (const [id, ms] of Object.entries(DEADLINES)) if (id !== 'recorder-settings') expect(ms, id).toBeLessThanOrEqual(1600);
  });
});

it('every failure has a reason, and none of them is a contest or stale', () => {
  for (const kind of FAILURES) expect(['failed', 'timed-out', 'refused', 'not-permitted', 'malformed']).toContain(reasonOf({ kind }));
});

describe('the port is settled', () => {
  it.each<[string, Record<string, unknown>, boolean]>([
    ['by the app', { 'access.port': 37777 }, true],
    ['by the router and the recorder', { 'router.mappings': [], 'recorder.ports.tcp': 37777, 'lan.address': '192.168.1.64' }, true],
    ['by the recorder where the router does not speak', { 'router.igd.found': false, 'recorder.ports.tcp': 37777, 'lan.address': '192.168.1.64' }, true],
    ['not by the recorder alone: the router may have another outside port', { 'recorder.ports.tcp': 37777, 'lan.address': '192.168.1.64' }, false],
    ['not by the router alone', { 'router.mappings': [] }, false],
    ['by nobody', {}, false],
  ])('%s', (_name, said, expected) => {
    expect(portIsSettled(NOTHING.with(said as never))).toBe(expected);
  });
});
