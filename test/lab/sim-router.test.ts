import { describe, expect, it } from 'vitest';
import type { PortMapping } from '../../src/lab/device.js';
import { SimRouterControl } from '../../src/lab/sim/control.js';
import { LeaseBook } from '../../src/lab/sim/leases.js';
import { smallHome, tryTcp } from './sim-support.js';

const RECORDER = '192.168.1.64';
const wish = (change: Partial<PortMapping> = {}): PortMapping => ({ protocol: 'tcp', outside: 37777, host: RECORDER, inside: 37777, enabled: true, description: 'DVR', leaseSeconds: 0, ...change });

describe('asking a router for ports', () => {
  it('a host gets a port for itself, and the router lists it', () => {
    const { router } = smallHome();
    const control = new SimRouterControl(router, 'EX-1', 2, true);
    expect(control.addMapping(RECORDER, wish())).toBe('ok');
    expect(control.addMapping(RECORDER, wish({ description: 'again' }))).toBe('ok');
    expect(control.mappings()).toEqual([wish({ description: 'again' })]);
  });

  it('it is refused: for another host, a port that another has, a rule made by hand, a port out of range', () => {
    const { router } = smallHome();
    const control = new SimRouterControl(router, 'EX-1', 2, true);
    expect(control.addMapping('192.168.1.50', wish())).toBe(718);
    control.addMapping(RECORDER, wish());
    expect(control.addMapping('192.168.1.50', wish({ host: '192.168.1.50' }))).toBe(718);
    expect(control.addMapping(RECORDER, wish({ inside: 70_000, outside: 80 }))).toBe(402);
    router.rules.push({ proto: 'tcp', outside: 8080, host: '192.168.1.9', inside: 80, owner: 'hand', description: '', expires: null });
    expect(control.addMapping(RECORDER, wish({ outside: 8080 }))).toBe(729);
    expect(new SimRouterControl(router, 'EX-1', 1, true).addMapping(RECORDER, wish({ outside: 8080 }))).toBe(718);
  });

  it('it is refused where the router has no address of the internet', () => {
    for (const address of ['192.168.0.5', '100.64.9.7', '203.0.113.7', null]) {
      const { router, internet } = smallHome();
      router.connect(internet, address, 0, null);
      const control = new SimRouterControl(router, 'EX-1', 2, true);
      expect(control.addMapping(RECORDER, wish())).toBe(501);
      expect(control.connected()).toBe(address !== null);
    }
  });

  it('a rule is deleted by its owner only', () => {
    const { router } = smallHome();
    const control = new SimRouterControl(router, 'EX-1', 2, true);
    control.addMapping(RECORDER, wish());
    expect(control.deleteMapping('192.168.1.50', 'tcp', 37777)).toBe(606);
    expect(control.deleteMapping(RECORDER, 'udp', 37777)).toBe(714);
    expect(control.deleteMapping(RECORDER, 'tcp', 37777)).toBe('ok');
    expect(control.mappings()).toEqual([]);
  });

  it('a lease ends: the rule is listed no more and lets nobody in', async () => {
    const { router, clock, host, internet } = smallHome();
    const control = new SimRouterControl(router, 'EX-1', 2, true);
    const recorder = host('recorder', RECORDER);
    const phone = host('phone', '198.51.100.50', { segment: internet });
    await recorder.network.listen(37777, (connection) => connection.resume());
    control.addMapping(RECORDER, wish({ leaseSeconds: 60 }));
    await clock.sleep(30_500);
    expect(control.mappings()[0]?.leaseSeconds).toBe(30);
    expect(await tryTcp(phone.network, '192.88.98.7', 37777)).toBe('open');
    await clock.sleep(30_000);
    expect(control.mappings()).toEqual([]);
    expect(await tryTcp(phone.network, '192.88.98.7', 37777)).toBe('timed-out');
  });

  it('rules made by hand stay hidden on a router that lists only its own', () => {
    const { router } = smallHome();
    router.rules.push({ proto: 'tcp', outside: 8080, host: RECORDER, inside: 80, owner: 'hand', description: 'by hand', expires: null });
    expect(new SimRouterControl(router, 'EX-1', 2, false).mappings()).toEqual([]);
    expect(new SimRouterControl(router, 'EX-1', 2, true).mappings()).toHaveLength(1);
  });
});

describe('handing out addresses', () => {
  it('a device gets the address it had before where that is free and fits, else the next one', () => {
    const book = new LeaseBook('192.168.1.1', 24);
    expect(book.lease('a', '192.168.1.64')).toBe('192.168.1.64');
    expect(book.lease('b', '192.168.1.64')).toBe('192.168.1.50');
    expect(book.lease('c', '192.168.7.9')).toBe('192.168.1.51');
    expect(book.lease('d', '192.168.1.1')).toBe('192.168.1.52');
    expect(book.lease('a', null)).toBe('192.168.1.64');
  });

  it('a reservation wins, and nobody else gets that address', () => {
    const book = new LeaseBook('192.168.1.1', 24);
    book.reserve('recorder', '192.168.1.50');
    expect(book.lease('a', '192.168.1.50')).toBe('192.168.1.51');
    expect(book.lease('recorder', null)).toBe('192.168.1.50');
  });

  it('after a power cut the next addresses come from behind the old ones, reservations stay', () => {
    const book = new LeaseBook('192.168.1.1', 24);
    book.lease('recorder', '192.168.1.64');
    book.reserve('printer', '192.168.1.70');
    book.forgetLeases();
    expect(book.lease('recorder', null)).toBe('192.168.1.65');
    expect(book.lease('printer', null)).toBe('192.168.1.70');
  });

  it('a tiny network is used up, and then nobody gets one', () => {
    const book = new LeaseBook('192.0.0.1', 29);
    const handed = ['a', 'b', 'c', 'd', 'e', 'f'].map((mac) => book.lease(mac, null));
    expect(handed).toEqual(['192.0.0.2', '192.0.0.3', '192.0.0.4', '192.0.0.5', '192.0.0.6', null]);
    book.release('c');
    expect(book.lease('f', null)).toBe('192.0.0.4');
  });
});
