import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { FactPath } from '../../src/facts/dictionary.js';
import { PROBES } from '../../src/probes/index.js';
import { runProbes } from '../../src/probes/run.js';
import { httpRequest } from '../../src/network/http.js';
import { dnsQuery } from '../../src/network/dns.js';
import type { LabHome } from '../../src/lab/home.js';
import { openLabHome } from '../../src/lab/index.js';
import { Segment, type TraceEntry } from '../../src/lab/sim/segment.js';
import { EVERYTHING, fixture, inHome, PHONES, sight, sightAfter } from './home-support.js';
import { tryTcp } from './sim-support.js';

describe('a home in working order', () => {
  it('every phone sees the cameras, and the one with the local address only at home', async () => {
    expect(await sightAfter(EVERYTHING)).toEqual({
      'p2p away': 'sees',
      'p2p home': 'sees',
      'ddns away': 'sees',
      'ddns home': 'sees',
      'wan-ip away': 'sees',
      'wan-ip home': 'sees',
      'lan-ip away': 'connect',
      'lan-ip home': 'sees',
    });
  });

  it('the laptop finds the world of the fixture: its address, gateway and name server', async () => {
    await inHome(fixture(EVERYTHING), async (home) => {
      expect(await home.network.interfaces()).toMatchObject([{ address: '192.168.1.50', prefix: 24 }]);
      expect(await home.network.defaultGateway()).toMatchObject({ value: { address: '192.168.1.1', tunnel: false } });
      expect(await home.network.resolvers()).toEqual({ ok: true, value: ['192.168.1.1'] });
    });
  });

  it('the recorder has registered with its cloud and updated its name through the network', async () => {
    await inHome(fixture(EVERYTHING), async (home) => {
      expect(home.recorder.state.p2p.online).toBe(true);
      expect(home.recorder.state.ddns.lastResult).toBe('good');
      expect(home.internet.zone.records['myhome.ddns.example']).toEqual({ address: '192.88.98.7' });
    });
  });

  it('a recorder with UPnP gets its ports from the router, and phones come in through them', async () => {
    const { router: _rules, ...withoutRule } = EVERYTHING;
    expect((await sightAfter({ ...withoutRule, recorder: { upnp: true } }))['wan-ip away']).toBe('sees');
    expect((await sightAfter({ ...withoutRule, recorder: { upnp: true }, router: { upnp: false } }))['wan-ip away']).toBe('connect');
  });

  it('a rule with another outside port is the one the app entry names', async () => {
    const home = { router: { portRules: [{ outside: 45000, to: 'recorder', inside: 37777 }] }, phones: [PHONES.wan] };
    await inHome(fixture(home), async (lab) => {
      expect(lab.answers['access.port']).toBe(45000);
      expect((await sight(lab))['wan-ip away']).toBe('sees');
    });
  });

  it('the public address from inside depends on whether the router turns back', async () => {
    const seen = await sightAfter({ ...EVERYTHING, router: { ...EVERYTHING.router, hairpin: false } });
    expect([seen['ddns away'], seen['ddns home']]).toEqual(['sees', 'connect']);
  });

  it('behind a shared line only the cloud leads in', async () => {
    const seen = await sightAfter({ ...EVERYTHING, line: { kind: 'cgnat' } });
    expect([seen['p2p away'], seen['ddns away'], seen['wan-ip away'], seen['lan-ip home']]).toEqual(['sees', 'connect', 'connect', 'sees']);
  });

  it("the provider's name server serves its customers and refuses strangers", async () => {
    await inHome(fixture(EVERYTHING), async (home) => {
      const ask = async (network: LabHome['network']): Promise<string> => {
        const deadline = home.clock.deadline(2000);
        const answer = await dnsQuery(network, { server: '203.0.113.53', name: 'myhome.ddns.example', type: 'A', signal: deadline.signal });
        deadline.clear();
        return answer.ok ? answer.value.rcode : answer.failure.kind;
      };
      expect(await ask(home.network)).toBe('NOERROR');
      expect(await ask(home.view(home.internet.host('198.51.100.99')))).toBe('REFUSED');
    });
  });

  it('the outside helper sees the forwarded port from the internet', async () => {
    await inHome(fixture(EVERYTHING), async (home) => {
      const check = async (port: number): Promise<unknown> => {
        const deadline = home.clock.deadline(5000);
        const body = JSON.stringify({ port, nonce: '0123456789abcdef' });
        const answer = await httpRequest(home.network, { method: 'POST', url: `${home.options.outside}/check`, headers: { 'Content-Type': 'application/json' }, body, signal: deadline.signal });
        deadline.clear();
        return answer.ok ? JSON.parse(answer.value.body.toString()) : answer;
      };
      expect(await check(37777)).toMatchObject({ address: '192.88.98.7', state: 'open' });
      expect(await check(37778)).toMatchObject({ state: 'filtered' });
    });
  });

  it('a recorder whose router sends nothing of it out is not seen from away', async () => {
    const seen = await sightAfter({ ...EVERYTHING, router: { ...EVERYTHING.router, blocksOutbound: ['recorder'] } });
    expect([seen['p2p away'], seen['ddns away'], seen['lan-ip home']]).toEqual(['connect', 'name', 'sees']);
  });

  it('a name filter in the router hides the cloud from the recorder and not the rest of the world', async () => {
    const seen = await sightAfter({ ...EVERYTHING, router: { ...EVERYTHING.router, filtersCloudName: true } });
    expect([seen['p2p away'], seen['p2p home'], seen['ddns away']]).toEqual(['connect', 'connect', 'sees']);
  });

  it('a provider that filters the port keeps everybody out who comes by address', async () => {
    const seen = await sightAfter({ ...EVERYTHING, line: { kind: 'public', blocksInbound: [37777] } });
    expect([seen['p2p away'], seen['ddns away'], seen['wan-ip away']]).toEqual(['sees', 'connect', 'connect']);
  });

  it('a DDNS client that publishes its own address leads nobody in from away', async () => {
    const seen = await sightAfter({ ...EVERYTHING, recorder: { ddns: { hostname: 'myhome.ddns.example', sendsOwnAddress: true } } });
    expect([seen['ddns away'], seen['ddns home'], seen['wan-ip away']]).toEqual(['connect', 'sees', 'sees']);
  });
});

describe('signing in', () => {
  const shared = (reusable: boolean): Parameters<typeof fixture>[0] => ({
    recorder: { users: [{ name: 'admin', password: 'admin-Passw0rd' }, { name: 'family', password: 'family-Passw0rd', group: 'user', reusable }] },
    phones: [
      { name: 'hers', method: 'p2p', user: 'family' },
      { name: 'his', method: 'p2p', user: 'family' },
    ],
  });
  const opens = { event: 'phone-opens-app', phone: 'hers', keepsOpen: true } as const;

  it('an account that is not reusable and in use refuses the second phone', async () => {
    await inHome(fixture(shared(false), [opens]), async (home) => {
      const trials = await home.tryPhones();
      expect(trials.find((trial) => trial.phone === 'his' && trial.from === 'away')).toMatchObject({ sees: false, stage: 'login', detail: 'in-use' });
    });
  });

  it('the phone that has the picture open goes on seeing it, and may carry it elsewhere', async () => {
    await inHome(fixture(shared(false), [opens]), async (home) => {
      const hers = (await home.tryPhones()).filter((trial) => trial.phone === 'hers');
      expect(hers.map((trial) => [trial.from, trial.detail])).toEqual([
        ['away', 'the picture is still open'],
        ['home', 'the picture came'],
      ]);
      expect(home.recorder.book.state.sessions).toHaveLength(1);
    });
  });

  it('a session ends with the password it was opened with', async () => {
    await inHome(fixture(shared(false), [opens, { event: 'password-changed', user: 'family' }]), async (home) => {
      expect((await home.tryPhones()).find((trial) => trial.phone === 'hers')).toMatchObject({ sees: false, stage: 'login', detail: 'wrong-password' });
    });
  });

  it('a reusable account takes both', async () => {
    await inHome(fixture(shared(true), [opens]), async (home) => {
      expect((await home.tryPhones()).every((trial) => trial.sees)).toBe(true);
    });
  });

  it('an old password burns tries until the account is locked, and then the right one is refused too', async () => {
    const home = { phones: [PHONES.p2p, { name: 'right', method: 'p2p', password: 'new-Passw0rd' } as const] };
    const changed = { event: 'password-changed', password: 'new-Passw0rd' } as const;
    const refreshes = (times: number) => ({ event: 'phone-opens-app', phone: 'p2p phone', times }) as const;
    const right = async (...history: Parameters<typeof fixture>[1] & object): Promise<unknown> =>
      inHome(fixture(home, history), async (lab) => (await lab.tryPhones()).find((trial) => trial.phone === 'right' && trial.from === 'away')?.detail);
    expect(await right(changed, refreshes(4))).toBe('the picture came');
    expect(await right(changed, refreshes(5))).toBe('locked');
    expect(await right(changed, refreshes(5), { event: 'wait', seconds: 1801 })).toBe('the picture came');
  });

  it('looking at what the phones see leaves the home as it was: no try burnt, no session held', async () => {
    await inHome(fixture(EVERYTHING, [{ event: 'password-changed' }]), async (home) => {
      const before = JSON.stringify([home.recorder.book.state, home.recorder.counters]);
      for (let i = 0; i < 3; i++) expect((await sight(home))['p2p away']).toBe('login');
      expect(JSON.stringify([home.recorder.book.state, home.recorder.counters])).toBe(before);
    });
  });

  it('a recorder that was never set up lets nobody in', async () => {
    expect(await sightAfter({ ...EVERYTHING, recorder: { initialized: false } })).toMatchObject({ 'p2p away': 'login', 'lan-ip home': 'login' });
  });
});

describe('what the person says and may use', () => {
  it('the app entry is known: method, host, port and user', async () => {
    await inHome(fixture({ ...EVERYTHING, phones: [PHONES.ddns] }), async (home) => {
      expect(home.answers).toEqual({ 'access.method': 'ddns', 'access.host': 'myhome.ddns.example', 'access.port': 37777, 'recorder.accounts.appUser': 'admin' });
    });
  });

  it('answers of the fixture go before it, and null means that the person does not know', async () => {
    const person = { phone: 'wan phone', answers: { 'access.port': null, 'access.worksAway': false, 'access.changed': ['new-router'] } };
    await inHome(fixture(EVERYTHING, [], person), async (home) => {
      expect(home.answers).toEqual({
        'access.method': 'wan-ip',
        'access.host': '192.88.98.7',
        'recorder.accounts.appUser': 'admin',
        'access.worksAway': false,
        'access.changed': ['new-router'],
      });
    });
  });

  it('the login is the current one of the admin, another one, or none', async () => {
    const changed = { event: 'password-changed', password: 'new-Passw0rd' } as const;
    await inHome(fixture(EVERYTHING, [changed]), async (home) => expect(home.options.login).toEqual({ user: 'admin', password: 'new-Passw0rd' }));
    await inHome(fixture(EVERYTHING, [], { login: { user: 'family', password: 'x' } }), async (home) => expect(home.options.login).toEqual({ user: 'family', password: 'x' }));
    await inHome(fixture(EVERYTHING, [], { login: null, outside: false }), async (home) => {
      expect(home.options).toEqual({ stunServers: ['203.0.113.1:3478', '203.0.113.2:3478'], publicResolvers: ['203.0.113.9'] });
    });
  });
});

describe('the lab itself', () => {
  const traced = async (): Promise<string> => {
    const trace: TraceEntry[] = [];
    const home = await openLabHome(fixture(EVERYTHING));
    for (const segment of [home.internet.segment, home.segment]) if (segment instanceof Segment) segment.trace = (entry) => trace.push(entry);
    await home.tryPhones();
    await tryTcp(home.view(home.laptop), '192.168.1.99', 80);
    home.close();
    return JSON.stringify(trace);
  };

  it('two runs of the same home leave the same trace, packet for packet and at the same moments', async () => {
    const first = await traced();
    expect(first.length).toBeGreaterThan(3000);
    expect(await traced()).toBe(first);
  });

  it('the probes see the same twice, at the same moments', async () => {
    const observed = (): Promise<string> =>
      inHome(fixture(EVERYTHING, [{ event: 'router-reset' }]), async (home) => {
        const said = Object.entries(home.answers).map(([path, value]) => ({ path: path as FactPath, source: 'user' as const, vantage: 'person' as const, at: home.clock.now(), value }));
        const run = await runProbes({ network: home.network, probes: PROBES, options: home.options, initial: said });
        return JSON.stringify([run.observations, run.outcomes]);
      });
    const first = await observed();
    expect(first).toContain('"lan.found"');
    expect(await observed()).toBe(first);
  });

  it('homes that were closed leave no memory behind', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const homes = async (count: number): Promise<number> => {
      for (let i = 0; i < count; i++) await inHome(fixture(EVERYTHING), (home) => home.tryPhones());
      collect();
      await new Promise((resolve) => setTimeout(resolve, 20));
      collect();
      return process.memoryUsage().heapUsed;
    };
    const early = await homes(100);
    const late = await homes(300);
    expect(late - early).toBeLessThan(3_000_000);
  });

  it('a closed home does nothing any more', async () => {
    const home = await openLabHome(fixture(EVERYTHING));
    home.close();
    const now = home.clock.now();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(home.clock.now()).toBe(now);
  });
});
