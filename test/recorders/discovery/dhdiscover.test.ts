import { describe, expect, it } from 'vitest';
import { readReply, searchDatagram } from '../../../src/recorders/discovery/dahua.js';
import { fuzz } from './damage.js';
import { expectWellFormed } from './introduction.js';

const datagram = (text: string | Buffer, address = '192.168.1.64'): { data: Uint8Array; address: string; port: number } => ({ data: Buffer.from(text as string), address, port: 37810 });
const HEADER = Buffer.from('200000004448495000000000000000003a000000000000003a00000000000000', 'hex');

describe('the discovery datagrams', () => {
  it('the search is framed as the devices want it', () => {
    const data = Buffer.from(searchDatagram());
    expect(data.subarray(0, 32)).toEqual(HEADER);
    expect(data.subarray(32).toString()).toBe('{"method":"DHDiscover.search","params":{"mac":"","uni":1}}');
  });

  const info = (extra: object = {}, ip: object = { DefaultGateway: '0.0.0.0', DhcpEnable: true, IPAddress: '192.168.1.64', SubnetMask: '255.255.255.0' }): string =>
    JSON.stringify({ mac: 'AA-BB-CC-DD-EE-FF', method: 'client.notifyDevInfo', params: { deviceInfo: { DeviceClass: 'NVR', DeviceType: 'NVR5232', SerialNo: '9Z0', Version: '4.001', Vendor: 'General', Port: 35000, HttpPort: 80, Init: 150, IPv4Address: ip, ...extra } } });

  it('a reply with NULs, another header length, or none is read the same', () => {
    const expected = { mac: 'aa:bb:cc:dd:ee:ff', serial: '9Z0', tcpPort: 35000, dhcp: true, prefix: 24, gateway: null, configured: '192.168.1.64', initialized: true, address: '192.168.1.64' };
    expect(readReply(datagram(Buffer.concat([HEADER, Buffer.from(`${info()}\n\0\0`)])))).toMatchObject(expected);
    expect(readReply(datagram(Buffer.concat([HEADER, HEADER.subarray(0, 7), Buffer.from(info())])))).toMatchObject(expected);
    expect(readReply(datagram(info()))).toMatchObject(expected);
  });

  it.each([[150, true], [1162, true], [2714, true], [3210, true], [149, false], [1, false], [0, undefined], [3, undefined], ['2', undefined]])('Init %j', (Init, expected) => {
    expect(readReply(datagram(info({ Init })))?.initialized).toBe(expected);
  });

  it('missing and malformed fields are left open, the rest is kept', () => {
    expect(readReply(datagram(info({ Port: 99999, HttpPort: '80', SerialNo: 7 }, { SubnetMask: '255.0.255.0', IPAddress: 'nowhere' })))).toMatchObject({ tcpPort: undefined, httpPort: undefined, serial: undefined, prefix: undefined, configured: undefined, dhcp: undefined, model: 'NVR5232' });
    expect(readReply(datagram(info({ IPv4Address: null })))).toMatchObject({ configured: undefined, gateway: undefined });
  });

  it('names with escapes and prototypes do no harm', () => {
    expect(readReply(datagram(info({ DeviceType: '\u001b[31mNVR\u202e' })))?.model).toBe('[31mNVR');
    const bait = '{"__proto__":{"polluted":1},"method":"client.notifyDevInfo","params":{"deviceInfo":{"__proto__":{"SerialNo":"x"}}}}';
    expect(readReply(datagram(bait))?.serial).toBeUndefined();
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('our own search, garbage, depth without end and anything random are no reply', () => {
    expect(readReply(datagram(Buffer.from(searchDatagram())))).toBeUndefined();
    expect(readReply(datagram(`{"a":${'['.repeat(16_000)}`))).toBeUndefined();
    expect(readReply(datagram(`${'{"params":'.repeat(1500)}1${'}'.repeat(1500)}`))).toBeUndefined();
  });

  it('whatever is damaged, every field is well formed or left out', () => {
    fuzz([info(), `${HEADER.toString('latin1')}${info()}\n\0`, info({ IPv4Address: null }, {})], (data) => {
      const reply = readReply({ data, address: '192.168.1.64', port: 37810 });
      if (reply) expectWellFormed(reply);
    });
  });
});
