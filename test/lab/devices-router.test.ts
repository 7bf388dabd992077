/** UPnP and NAT-PMP of the lab's routers. */
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { answerAction } from '../../src/lab/devices/igd-actions.js';
import { SSDP_GROUP, startIgd, type IgdQuirks } from '../../src/lab/devices/igd.js';
import type { MemoryRouter } from '../../src/lab/devices/memory-router.js';
import { answerNatPmp, startNatPmp } from '../../src/lab/devices/nat-pmp.js';
import { VirtualClock } from '../../src/lab/sim/clock.js';
import { fetchHttp, memoryRouter } from './devices-support.js';
import { readAll, smallHome } from './sim-support.js';

const service = (version: 1 | 2): string => `urn:schemas-upnp-org:service:WANIPConnection:${version}`;

function call(router: MemoryRouter, action: string, fields: Record<string, string | number> = {}, options: { version?: 1 | 2; requester?: string; quirks?: IgdQuirks } = {}): { status: number; xml: string; code: number | undefined; field(name: string): string | undefined } {
  const type = service(options.version ?? router.igdVersion);
  const inner = Object.entries(fields).map(([name, value]) => `<${name}>${value}</${name}>`);
  const body = `<s:Envelope><s:Body><u:${action} xmlns:u="${type}">${inner.join('')}</u:${action}></s:Body></s:Envelope>`;
  const answer = answerAction({ soapAction: `"${type}#${action}"`, body, requester: options.requester ?? '192.168.1.64', router, quirks: options.quirks ?? {} });
  const code = /<errorCode>(\d+)</.exec(answer.xml)?.[1];
  return { ...answer, code: code === undefined ? undefined : Number(code), field: (name) => new RegExp(`<${name}>([^<]*)<`).exec(answer.xml)?.[1] };
}
const wish = (outside: number, host = '192.168.1.64', inside = outside): Record<string, string | number> => ({
  NewRemoteHost: '',
  NewExternalPort: outside,
  NewProtocol: 'TCP',
  NewInternalPort: inside,
  NewInternalClient: host,
  NewEnabled: 1,
  NewPortMappingDescription: 'TCP &amp; &lt;b&gt;',
  NewLeaseDuration: 0,
});
const key = (outside: number): Record<string, string | number> => ({ NewRemoteHost: '', NewExternalPort: outside, NewProtocol: 'TCP' });

describe('UPnP control', () => {
  it('a port rule is added, found by port and by index, listed, and deleted', () => {
    const router = memoryRouter();
    expect(call(router, 'AddPortMapping', wish(37777))).toMatchObject({ status: 200, code: undefined });
    expect(router.mappings()).toEqual([{ protocol: 'tcp', outside: 37777, host: '192.168.1.64', inside: 37777, enabled: true, description: 'TCP & <b>', leaseSeconds: 0 }]);
    expect(call(router, 'GetSpecificPortMappingEntry', key(37777)).field('NewInternalClient')).toBe('192.168.1.64');
    const entry = call(router, 'GetGenericPortMappingEntry', { NewPortMappingIndex: 0 });
    expect([entry.field('NewExternalPort'), entry.field('NewProtocol'), entry.field('NewPortMappingDescription')]).toEqual(['37777', 'TCP', 'TCP &amp; &lt;b&gt;']);
    expect(call(router, 'GetListOfPortMappings', { NewStartPort: 1, NewEndPort: 65535, NewProtocol: 'TCP', NewManage: 1, NewNumberOfPorts: 0 }).xml).toContain('<p:NewExternalPort>37777</p:NewExternalPort>');
    expect(call(router, 'DeletePortMapping', key(37777)).status).toBe(200);
    expect(router.mappings()).toEqual([]);
  });

  it.each<[string, Record<string, string | number>, number]>([
    ['GetSpecificPortMappingEntry', key(1), 714],
    ['GetSpecificPortMappingEntry', { NewProtocol: 'TCP' }, 402],
    ['GetGenericPortMappingEntry', { NewPortMappingIndex: 1 }, 713],
    ['GetGenericPortMappingEntry', { NewPortMappingIndex: '' }, 402],
    ['GetGenericPortMappingEntry', { NewPortMappingIndex: 'x' }, 402],
    ['GetListOfPortMappings', { NewStartPort: 9, NewEndPort: 1, NewProtocol: 'TCP' }, 733],
    ['GetListOfPortMappings', { NewStartPort: 1, NewEndPort: 9, NewProtocol: 'TCP' }, 730],
    ['DeletePortMapping', key(1), 714],
    ['DeletePortMapping', key(443), 606],
    ['AddPortMapping', wish(443), 729],
    ['AddPortMapping', wish(8080, '192.168.1.50'), 718],
    ['AddPortMapping', wish(0), 402],
    ['AddPortMapping', wish(70000), 402],
    ['AddPortMapping', wish(8080, 'recorder'), 402],
    ['RequestConnection', {}, 401],
    ['toString', {}, 401],
  ])('%s %j ends with UPnP error %i in a fault with status 500', (action, fields, code) => {
    const router = memoryRouter();
    router.addByHand({ protocol: 'tcp', outside: 443, host: '192.168.1.9', inside: 443, description: 'by hand' });
    const answer = call(router, action, fields);
    expect([answer.status, answer.code]).toEqual([500, code]);
    expect(answer.xml).toContain('<faultstring>UPnPError</faultstring>');
  });

  it('AddAnyPortMapping gives the next free port where the wish is taken', () => {
    const router = memoryRouter();
    router.addByHand({ protocol: 'tcp', outside: 8000, host: '192.168.1.9', inside: 80, description: 'by hand' });
    expect(call(router, 'AddAnyPortMapping', wish(8000)).field('NewReservedPort')).toBe('8001');
    expect(call(router, 'AddAnyPortMapping', wish(8000, '192.168.1.50')).code).toBe(728);
  });

  it('a version 1 router knows no list and no "any port"; a version 2 router answers version 1 calls', () => {
    expect(call(memoryRouter({ igdVersion: 1 }), 'GetListOfPortMappings', {}).code).toBe(401);
    expect(call(memoryRouter({ igdVersion: 1 }), 'GetExternalIPAddress', {}, { version: 2 }).code).toBe(401);
    expect(call(memoryRouter(), 'GetExternalIPAddress', {}, { version: 1 }).field('NewExternalIPAddress')).toBe('192.88.98.7');
  });

  it('with the line down: no address, Disconnected, no new rules', () => {
    const router = memoryRouter({ wanAddress: null });
    expect(call(router, 'GetExternalIPAddress').field('NewExternalIPAddress')).toBe('');
    expect(call(router, 'GetStatusInfo').field('NewConnectionStatus')).toBe('Disconnected');
    expect(call(router, 'AddPortMapping', wish(80)).code).toBe(501);
  });

  it('a lease runs out', async () => {
    const clock = new VirtualClock();
    const router = memoryRouter({ clock });
    call(router, 'AddPortMapping', { ...wish(8080), NewLeaseDuration: 60 });
    clock.jump(20_000);
    expect(router.mappings()[0]?.leaseSeconds).toBe(40);
    clock.jump(40_000);
    expect(router.mappings()).toEqual([]);
  });

  it('any body and any header end in an answer', () => {
    const router = memoryRouter();
    fc.assert(
      fc.property(fc.string(), fc.oneof(fc.string(), fc.constant(`"${service(2)}#AddPortMapping"`)), fc.constantFrom('AddPortMapping', '<NewExternalPort', ''), (body, soapAction, extra) => {
        const answer = answerAction({ soapAction, body: body + extra, requester: '192.168.1.64', router, quirks: {} });
        expect([200, 500]).toContain(answer.status);
      }),
    );
  });
});

describe('UPnP on the wire', () => {
  async function house(quirks: IgdQuirks = {}, igdVersion: 1 | 2 = 2) {
    const home = smallHome();
    const place = home.host('box', '192.168.1.2').network;
    const laptop = home.host('laptop', '192.168.1.50').network;
    const igd = await startIgd(place, { router: memoryRouter({ igdVersion }), address: '192.168.1.2', quirks });
    const search = async (target: string, text = `M-SEARCH * HTTP/1.1\r\nHOST: ${SSDP_GROUP}:1900\r\nMAN: "ssdp:discover"\r\nMX: 1\r\nST: ${target}\r\n\r\n`): Promise<string[]> => {
      const socket = await laptop.udp({ address: '192.168.1.50' });
      if (!socket.ok) throw new Error(socket.failure.kind);
      await socket.value.send(Buffer.from(text), 1900, SSDP_GROUP);
      const deadline = laptop.clock.deadline(300);
      const heard: string[] = [];
      for (;;) {
        const received = await socket.value.receive(deadline.signal);
        if (!received.ok) return heard;
        heard.push(Buffer.from(received.value.data).toString());
      }
    };
    return { laptop, igd, search };
  }

  it.each<[string, 1 | 2, number]>([
    ['upnp:rootdevice', 2, 1],
    ['urn:schemas-upnp-org:device:InternetGatewayDevice:1', 1, 1],
    ['urn:schemas-upnp-org:device:InternetGatewayDevice:1', 2, 1],
    ['urn:schemas-upnp-org:device:InternetGatewayDevice:2', 1, 0],
    ['urn:schemas-upnp-org:service:WANIPConnection:1', 2, 1],
    ['urn:schemas-upnp-org:service:WANIPConnection:2', 2, 1],
    ['urn:schemas-upnp-org:device:MediaServer:1', 2, 0],
    ['ssdp:all', 2, 6],
  ])('a search for %s at a version %i router gets %i answers', async (target, version, count) => {
    const { search } = await house({}, version);
    const answers = await search(target);
    expect(answers.length).toBe(count);
    for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*LOCATION: http:\/\/192\.168\.1\.2:5000\/rootDesc\.xml\r\n/);
  });

  it('anything but a search is ignored', async () => {
    const { search } = await house();
    for (const text of ['', 'NOTIFY * HTTP/1.1\r\nNT: upnp:rootdevice\r\n\r\n', 'M-SEARCH * HTTP/1.1\r\nST: ssdp:all\r\n\r\n', 'M-SEARCH * HTTP/1.1\r\nMAN: "ssdp:discover"\r\n\r\n']) expect(await search('', text)).toEqual([]);
  });

  it.each<[1 | 2]>([[1], [2]])('the description of a version %i router names its device, service and control address', async (version) => {
    const { laptop, igd } = await house({ urlBase: version === 1 }, version);
    const text = (await fetchHttp(laptop, igd.descriptionUrl)).body.toString();
    expect(text).toContain(`<deviceType>urn:schemas-upnp-org:device:InternetGatewayDevice:${version}</deviceType>`);
    expect(text).toContain(`<serviceType>${service(version)}</serviceType>`);
    expect(text.includes('<URLBase>http://192.168.1.2:5000/</URLBase>')).toBe(version === 1);
  });

  it('control over HTTP, wrong method, unknown page', async () => {
    const { laptop } = await house();
    const url = 'http://192.168.1.2:5000/ctl/IPConn';
    const reply = await fetchHttp(laptop, url, { method: 'POST', headers: { soapaction: `"${service(2)}#GetStatusInfo"` }, body: '<u:GetStatusInfo/>' });
    expect([reply.status, reply.body.toString().includes('Connected')]).toEqual([200, true]);
    expect((await fetchHttp(laptop, url)).status).toBe(405);
    expect((await fetchHttp(laptop, 'http://192.168.1.2:5000/')).status).toBe(404);
    expect((await fetchHttp(laptop, url, { method: 'POST', body: 'x'.repeat(100_000) })).status).toBe(413);
  });

  it('a hostile router: other host, endless, silent', async () => {
    expect((await (await house({ location: 'http://203.0.113.1/x.xml' })).search('upnp:rootdevice'))[0]).toContain('LOCATION: http://203.0.113.1/x.xml');
    const endless = await house({ description: 'endless' });
    await expect(fetchHttp(endless.laptop, 'http://192.168.1.2:5000/rootDesc.xml')).rejects.toThrow('too-big');
    const silent = await house({ description: 'silent' });
    await expect(fetchHttp(silent.laptop, 'http://192.168.1.2:5000/rootDesc.xml')).rejects.toThrow('timed-out');
  });

  it('a router that lies about its address, hides its list, or answers nonsense', async () => {
    const router = memoryRouter();
    expect(call(router, 'GetExternalIPAddress', {}, { quirks: { externalAddress: '10.0.0.7' } }).field('NewExternalIPAddress')).toBe('10.0.0.7');
    expect(call(router, 'GetListOfPortMappings', { NewStartPort: 1, NewEndPort: 9, NewProtocol: 'TCP' }, { quirks: { noPortList: true } }).code).toBe(401);
    const { laptop } = await house({ soap: 'nonsense' });
    expect((await fetchHttp(laptop, 'http://192.168.1.2:5000/ctl/IPConn', { method: 'POST', body: 'x' })).body.toString()).toBe('nonsense');
  });

  it('closing it closes the ports', async () => {
    const { laptop, igd, search } = await house();
    igd.close();
    expect(await search('ssdp:all')).toEqual([]);
    await expect(fetchHttp(laptop, 'http://192.168.1.2:5000/rootDesc.xml')).rejects.toThrow('connection-refused');
  });
});

describe('NAT-PMP', () => {
  const map = (opcode: 1 | 2, inside: number, outside: number, seconds: number): Buffer => {
    const request = Buffer.alloc(12);
    request.writeUInt8(opcode, 1);
    request.writeUInt16BE(inside, 4);
    request.writeUInt16BE(outside, 6);
    request.writeUInt32BE(seconds, 8);
    return request;
  };
  const ask = (router: MemoryRouter, request: Buffer): Buffer => answerNatPmp(request, '192.168.1.64', router) ?? Buffer.alloc(0);

  it('tells the outside address and the seconds since the table was empty', () => {
    const clock = new VirtualClock();
    const router = memoryRouter({ clock });
    clock.jump(65_000);
    expect(ask(router, Buffer.from([0, 0])).toString('hex')).toBe(`00800000${'00000041'}c0586207`);
  });

  it('with the line down the result is network failure', () => {
    expect(ask(memoryRouter({ wanAddress: null }), Buffer.from([0, 0])).readUInt16BE(2)).toBe(3);
  });

  it('maps, gives the next port where the wish is taken, keeps the one held, and deletes', () => {
    const router = memoryRouter();
    router.addByHand({ protocol: 'tcp', outside: 37777, host: '192.168.1.9', inside: 1, description: 'by hand' });
    const first = ask(router, map(2, 37777, 37777, 3600));
    expect([first.readUInt8(1), first.readUInt16BE(2), first.readUInt16BE(8), first.readUInt16BE(10), first.readUInt32BE(12)]).toEqual([130, 0, 37777, 37778, 3600]);
    expect(ask(router, map(2, 37777, 40000, 3600)).readUInt16BE(10)).toBe(37778);
    expect(ask(router, map(2, 37777, 0, 0)).readUInt16BE(2)).toBe(0);
    expect(router.mappings().map((m) => m.outside)).toEqual([37777]);
  });

  it('inside port 0 and lifetime 0 delete all of the asker’s mappings of the protocol', () => {
    const router = memoryRouter();
    for (const port of [80, 37777]) ask(router, map(2, port, port, 3600));
    ask(router, map(1, 37778, 37778, 3600));
    ask(router, map(2, 0, 0, 0));
    expect(router.mappings().map((m) => `${m.protocol} ${m.outside}`)).toEqual(['udp 37778']);
  });

  it.each([
    ['another version', Buffer.from([2, 0, 0, 0]), 1],
    ['an unknown operation', Buffer.from([0, 3]), 5],
  ])('%s gets a result code', (_, request, code) => {
    expect(ask(memoryRouter(), request).readUInt16BE(2)).toBe(code);
  });

  it('nothing, a byte, an answer and a cut-off wish get no answer; no datagram is an exception', () => {
    const router = memoryRouter();
    for (const request of [Buffer.alloc(0), Buffer.from([0]), Buffer.from([0, 128, 0, 0]), Buffer.from([0, 1, 0, 0])]) expect(answerNatPmp(request, '192.168.1.64', router)).toBeUndefined();
    fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => void answerNatPmp(Buffer.from(bytes), '192.168.1.64', router)));
  });

  it('answers on its home side from port 5351', async () => {
    const home = smallHome();
    const device = await startNatPmp(home.host('box', '192.168.1.2').network, { router: memoryRouter(), address: '192.168.1.2' });
    const laptop = home.host('laptop', '192.168.1.50').network;
    const socket = await laptop.udp({ connect: { address: '192.168.1.2', port: 5351 } });
    if (!socket.ok) throw new Error(socket.failure.kind);
    const deadline = laptop.clock.deadline(500);
    await socket.value.send(Buffer.from([0, 0]));
    expect(await socket.value.receive(deadline.signal)).toMatchObject({ ok: true, value: { port: 5351 } });
    device.close();
    await socket.value.send(Buffer.from([0, 0]));
    expect(await socket.value.receive(deadline.signal)).toMatchObject({ ok: false, failure: { kind: 'connection-refused' } });
    deadline.clear();
  });
});

it('an endless description stops when the reader goes', async () => {
  const home = smallHome();
  await startIgd(home.host('box', '192.168.1.2').network, { router: memoryRouter(), address: '192.168.1.2', quirks: { description: 'endless' } });
  const laptop = home.host('laptop', '192.168.1.50').network;
  const connected = await laptop.tcp({ host: '192.168.1.2', port: 5000, signal: new AbortController().signal });
  if (!connected.ok) throw new Error(connected.failure.kind);
  connected.value.write('GET /rootDesc.xml HTTP/1.1\r\nHost: x\r\n\r\n');
  await laptop.clock.sleep(50);
  connected.value.destroy();
  await expect(readAll(connected.value)).rejects.toThrow();
});
