import { describe, expect, it } from 'vitest';
import type { EventFixture, NetworkFixture } from '../../src/lab/fixture.js';
import { EVERYTHING, fixture, FIXED, inHome, PHONES, sight, sightAfter } from './home-support.js';

const RESET: EventFixture = { event: 'router-reset' };
const seen = async (home: NetworkFixture['home'], history: EventFixture[], ...keys: string[]): Promise<(string | undefined)[]> => {
  const all = await sightAfter(home, ...history);
  return keys.map((key) => all[key]);
};
const UPNP: NetworkFixture['home'] = { recorder: { upnp: true }, phones: [PHONES.p2p, PHONES.wan] };

describe('a router reset', () => {
  it('wipes rules and reservations, restores the default range and switches UPnP off', async () => {
    await inHome(fixture({ ...EVERYTHING, router: { ...EVERYTHING.router, reservesRecorder: true } }, [RESET]), async (home) => {
      expect(home.outer.lan).toBe('192.168.0.1/24');
      expect(home.outer.upnp).toBe(false);
      expect(home.outer.router.rules).toEqual([]);
      expect(home.recorder.address).toMatch(/^192\.168\.0\./);
      expect(home.recorder.address).not.toBe('192.168.0.64');
    });
  });

  it('with a recorder on DHCP: the cloud works again by itself, the forwarded port does not', async () => {
    expect(await seen(EVERYTHING, [RESET], 'p2p away', 'ddns away', 'wan-ip away')).toEqual(['sees', 'connect', 'connect']);
  });

  it('with a fixed address: the recorder is cut off from everybody', async () => {
    const all = await sightAfter(FIXED, RESET);
    expect(Object.values(all).every((stage) => stage !== 'sees')).toBe(true);
    await inHome(fixture(FIXED, [RESET]), async (home) => {
      expect(home.recorder.address).toBe('192.168.1.64');
      expect(home.recorder.state.p2p.online).toBe(false);
    });
  });

  it('to defaults with the same range: the fixed address goes on working, the rule is gone', async () => {
    const home = { ...FIXED, router: { ...FIXED.router, defaults: { lan: '192.168.1.1/24' } } };
    expect(await seen(home, [RESET], 'p2p away', 'ddns away', 'lan-ip home')).toEqual(['sees', 'connect', 'sees']);
  });
});

describe('other things that happen to routers', () => {
  it('a restart keeps rules made by hand and forgets those made over UPnP', async () => {
    expect(await seen(EVERYTHING, [{ event: 'router-restart' }], 'wan-ip away', 'p2p away')).toEqual(['sees', 'sees']);
    expect(await seen(UPNP, [], 'wan-ip away')).toEqual(['sees']);
    expect(await seen(UPNP, [{ event: 'router-restart' }], 'wan-ip away', 'p2p away')).toEqual(['connect', 'sees']);
    await inHome(fixture(UPNP, [{ event: 'router-restart' }, { event: 'wait', seconds: 60 }]), async (home) => {
      expect(home.outer.control.mappings()).toEqual([]);
      expect(home.recorder.state.upnp.mappings.every((mapping) => mapping.status === 'Success')).toBe(true);
      expect(home.outer.control.epochSeconds()).toBeLessThan(120);
    });
  });

  it('a new router with another range strands a fixed address and takes a recorder on DHCP', async () => {
    const router: EventFixture = { event: 'new-router', lan: '192.168.0.1/24' };
    expect(await seen(FIXED, [router], 'p2p away', 'lan-ip home')).toEqual(['connect', 'connect']);
    expect(await seen(EVERYTHING, [router], 'p2p away', 'ddns away')).toEqual(['sees', 'connect']);
  });

  it('a new router with the rule set up again works for everybody who comes from outside', async () => {
    const router: EventFixture = { event: 'new-router', lan: '192.168.0.1/24', portRules: [{ outside: 37777, to: 'recorder' }] };
    expect(await seen(EVERYTHING, [router], 'ddns away', 'wan-ip away')).toEqual(['sees', 'sees']);
  });

  it('a second router behind the first: two translations, and only the cloud leads in', async () => {
    await inHome(fixture(EVERYTHING, [{ event: 'second-router' }]), async (home) => {
      expect(home.inner.router.wan.address).toMatch(/^192\.168\.1\./);
      expect(home.laptop.addresses()).toEqual(['192.168.68.50']);
      expect(await sight(home)).toMatchObject({ 'p2p away': 'sees', 'ddns away': 'connect', 'wan-ip away': 'connect' });
    });
  });

  it('behind a second router a request for a port is refused, because a rule there would lead nowhere', async () => {
    await inHome(fixture(UPNP, [{ event: 'second-router' }]), async (home) => {
      const { address } = home.recorder;
      expect(home.inner.control.addMapping(address ?? '', { protocol: 'tcp', outside: 1, host: address ?? '', inside: 1, description: '', leaseSeconds: 0 })).toBe(501);
      expect(home.recorder.state.upnp.mappings.map((mapping) => mapping.status)).toEqual(['Failed', 'Failed', 'Failed']);
    });
  });

  it('switching UPnP off takes its mappings away', async () => {
    expect(await seen(UPNP, [{ event: 'router-settings', set: { upnp: false } }], 'wan-ip away')).toEqual(['connect']);
  });

  it('blocking the recorder cuts it off from the cloud and from nobody at home', async () => {
    expect(await seen(EVERYTHING, [{ event: 'router-settings', set: { blocksOutbound: ['recorder'] } }], 'p2p away', 'lan-ip home')).toEqual(['connect', 'sees']);
  });

  it('a name filter that is switched on takes the recorder off its cloud when its registration ends', async () => {
    expect(await seen(EVERYTHING, [{ event: 'router-settings', set: { filtersCloudName: true } }], 'p2p away', 'ddns away')).toEqual(['connect', 'sees']);
  });
});

describe('the line', () => {
  it('a new address: the name follows, a saved address does not', async () => {
    expect(await seen(EVERYTHING, [{ event: 'new-address' }], 'ddns away', 'wan-ip away', 'p2p away')).toEqual(['sees', 'connect', 'sees']);
  });

  it('a new address that the DDNS provider does not learn', async () => {
    expect(await seen(EVERYTHING, [{ event: 'ddns-account-refused' }, { event: 'new-address' }], 'ddns away', 'p2p away')).toEqual(['connect', 'sees']);
  });

  it('a phone that has just asked for the name goes to the old address until the answer expires', async () => {
    const history: EventFixture[] = [{ event: 'phone-opens-app', phone: 'ddns phone' }, { event: 'new-address' }];
    expect(await seen(EVERYTHING, history, 'ddns away')).toEqual(['connect']);
    expect(await seen(EVERYTHING, [...history, { event: 'wait', seconds: 61 }], 'ddns away')).toEqual(['sees']);
  });

  it("a new provider: name servers of the old one no longer serve a recorder that has them typed in", async () => {
    const home = { ...FIXED, recorder: { ...FIXED.recorder, dns: ['203.0.113.53'] } };
    expect(await seen(home, [], 'p2p away')).toEqual(['sees']);
    const after = await seen(home, [{ event: 'new-provider', kind: 'public' }], 'p2p away', 'ddns away', 'lan-ip home');
    expect(after).toEqual(['connect', 'connect', 'sees']);
    expect(await seen(FIXED, [{ event: 'new-provider', kind: 'public' }], 'p2p away', 'ddns away')).toEqual(['sees', 'sees']);
  });

  it('a new provider with a shared line: the rule stays and leads nowhere', async () => {
    await inHome(fixture(EVERYTHING, [{ event: 'new-provider', kind: 'cgnat' }]), async (home) => {
      expect(home.outer.control.wanAddress()).toBe('100.64.9.7');
      expect(home.outer.router.rules).toHaveLength(1);
      expect(home.internet.zone.records['myhome.ddns.example']?.address).toBe('192.88.99.1');
      expect(await sight(home)).toMatchObject({ 'ddns away': 'connect', 'p2p away': 'sees' });
    });
  });

  it('a line through a tunnel: the router has 192.0.0.2, the house has internet, nothing comes in', async () => {
    await inHome(fixture(EVERYTHING, [{ event: 'new-provider', kind: 'cgnat', address: '192.0.0.2' }]), async (home) => {
      expect(home.outer.control.wanAddress()).toBe('192.0.0.2');
      expect(home.recorder.state.p2p.online).toBe(true);
      expect(await sight(home)).toMatchObject({ 'p2p away': 'sees', 'ddns away': 'connect', 'ddns home': 'connect' });
    });
  });

  it('without a line nobody comes in, and the house still works inside', async () => {
    expect(await seen(EVERYTHING, [{ event: 'line-down' }], 'p2p away', 'ddns away', 'ddns home', 'lan-ip home')).toEqual(['connect', 'connect', 'name', 'sees']);
  });
});

describe('the recorder', () => {
  it('after a power cut it takes another address where none is reserved; rules and entries keep the old one', async () => {
    const cut: EventFixture = { event: 'power-cut' };
    await inHome(fixture(EVERYTHING, [cut]), async (home) => expect(home.recorder.address).not.toBe('192.168.1.64'));
    expect(await seen(EVERYTHING, [cut], 'p2p away', 'ddns away', 'lan-ip home')).toEqual(['sees', 'connect', 'connect']);
    const reserved = { ...EVERYTHING, router: { ...EVERYTHING.router, reservesRecorder: true } };
    expect(await seen(reserved, [cut], 'p2p away', 'ddns away', 'lan-ip home')).toEqual(['sees', 'sees', 'sees']);
  });

  it('a power cut ends every session', async () => {
    const opens: EventFixture = { event: 'phone-opens-app', phone: 'p2p phone', keepsOpen: true };
    await inHome(fixture(EVERYTHING, [opens]), async (home) => expect(home.recorder.book.state.sessions).toHaveLength(1));
    await inHome(fixture(EVERYTHING, [opens, { event: 'power-cut' }]), async (home) => expect(home.recorder.book.state.sessions).toEqual([]));
  });

  it('unplugged, nobody reaches it', async () => {
    const all = await sightAfter(EVERYTHING, { event: 'recorder-unplugged' });
    expect(new Set(Object.values(all))).toEqual(new Set(['connect']));
  });

  it('with a gateway that is not there it works at home and nowhere else', async () => {
    const wrong: EventFixture = { event: 'recorder-settings', set: { gateway: '192.168.1.254' } };
    expect(await seen(FIXED, [wrong], 'p2p away', 'ddns away', 'wan-ip away', 'lan-ip home')).toEqual(['connect', 'connect', 'connect', 'sees']);
  });

  it('with dead name servers the cloud is lost and the forwarded port is not', async () => {
    const dead: EventFixture = { event: 'recorder-settings', set: { dns: ['203.0.113.200', '0.0.0.0'] } };
    expect(await seen(FIXED, [dead], 'p2p away', 'wan-ip away', 'lan-ip home')).toEqual(['connect', 'sees', 'sees']);
  });

  it('on another port the old entries and the old rule lead to a closed one', async () => {
    const moved: EventFixture = { event: 'recorder-settings', set: { ports: { tcp: 37999 } } };
    expect(await seen(EVERYTHING, [moved], 'p2p away', 'ddns away', 'lan-ip home')).toEqual(['sees', 'connect', 'connect']);
  });

  it('with UPnP the port that moved is mapped anew', async () => {
    await inHome(fixture(UPNP, [{ event: 'recorder-settings', set: { ports: { tcp: 37999 } } }]), async (home) => {
      expect(home.outer.control.mappings().some((mapping) => mapping.outside === 37999 && mapping.inside === 37999)).toBe(true);
    });
  });

  it('with P2P switched off the cloud knows it no more', async () => {
    expect(await seen(EVERYTHING, [{ event: 'recorder-settings', set: { p2p: false } }], 'p2p away', 'ddns away')).toEqual(['connect', 'sees']);
  });

  it('after a factory reset it is at its factory address, without users', async () => {
    await inHome(fixture(FIXED, [{ event: 'recorder-factory-reset' }]), async (home) => {
      expect(home.recorder.address).toBe('192.168.1.108');
      expect(home.recorder.book.state.initialized).toBe(false);
      expect(home.options.login).toBeUndefined();
      expect(Object.values(await sight(home)).every((stage) => stage !== 'sees')).toBe(true);
    });
  });

  it('a changed password shuts out every phone that has the old one', async () => {
    expect(await seen(EVERYTHING, [{ event: 'password-changed' }], 'p2p away', 'ddns away', 'lan-ip home')).toEqual(['login', 'login', 'login']);
  });
});

describe('others', () => {
  it('a name that the provider takes back is found no more', async () => {
    expect(await seen(EVERYTHING, [{ event: 'ddns-name-expired' }, { event: 'wait', seconds: 120 }], 'ddns away', 'wan-ip away')).toEqual(['name', 'sees']);
  });

  it('with the cloud down the forwarded port still works', async () => {
    expect(await seen(EVERYTHING, [{ event: 'cloud-down' }], 'p2p away', 'ddns away')).toEqual(['connect', 'sees']);
  });

  it("another device that has taken the port at the router keeps it, and answers in the recorder's place", async () => {
    const history: EventFixture[] = [{ event: 'router-restart' }, { event: 'other-device', address: '192.168.1.70', listens: [37777], upnp: true }, { event: 'power-cut' }];
    await inHome(fixture(UPNP, history.slice(0, 2)), async (home) => {
      expect(home.outer.control.mappings()).toMatchObject([{ host: '192.168.1.70', outside: 37777 }]);
      const { address } = home.recorder;
      expect(home.outer.control.addMapping(address ?? '', { protocol: 'tcp', outside: 37777, host: address ?? '', inside: 37777, description: '', leaseSeconds: 0 })).toBe(718);
      expect((await sight(home))['wan-ip away']).toBe('identity');
    });
  });

  it('a day passes: the registration was kept, leases hold, nothing has changed', async () => {
    expect(await seen(EVERYTHING, [{ event: 'wait', seconds: 86_400 }], 'p2p away', 'ddns away', 'wan-ip away', 'lan-ip home')).toEqual(['sees', 'sees', 'sees', 'sees']);
  });
});
