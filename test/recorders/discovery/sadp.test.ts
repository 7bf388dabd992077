import { describe, expect, it } from 'vitest';
import { readSadp, sadpDatagram } from '../../../src/recorders/discovery/sadp.js';
import { fuzz } from './damage.js';
import { expectWellFormed } from './introduction.js';

const datagram = (text: string): { data: Uint8Array; address: string; port: number } => ({ data: Buffer.from(text), address: '192.168.1.64', port: 37020 });

/** Fields and values as recorder-apis §8 lists them. */
const FIELDS: Readonly<Record<string, string>> = {
  Uuid: '13A888A9-F1B1-4020-AE9F-05607682D23B',
  Types: 'inquiry',
  DeviceType: '2021',
  DeviceDescription: 'DS-7616NI-K2',
  DeviceSN: 'DS-7616NI-K21620200101CCRRC12345678WCVU',
  CommandPort: '8000',
  HttpPort: '80',
  HttpsPort: '443',
  RtspPort: '10554',
  MAC: 'c4-2f-90-00-00-64',
  IPv4Address: '192.168.1.64',
  IPv4SubnetMask: '255.255.255.0',
  IPv4Gateway: '192.168.1.1',
  DHCP: 'true',
  SoftwareVersion: 'V4.74.210build 240108',
  BootTime: '2026-11-10 11:58:02',
  Activated: 'true',
  PasswordResetAbility: 'false',
  AnalogChannelNum: '0',
  DigitalChannelNum: '16',
  DiskNumber: '2',
  Salt: 'canary-5ecret',
};
const answer = (changes: Readonly<Record<string, string | undefined>> = {}): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\r\n<ProbeMatch>\r\n${Object.entries({ ...FIELDS, ...changes }).map(([name, value]) => (value === undefined ? '' : `<${name}>${value}</${name}>\r\n`)).join('')}</ProbeMatch>\r\n`;
const read = (changes: Readonly<Record<string, string | undefined>> = {}): ReturnType<typeof readSadp> => readSadp(datagram(answer(changes)));

describe('SADP', () => {
  it('asks and changes nothing', () => {
    const text = Buffer.from(sadpDatagram('13a888a9-f1b1-4020-ae9f-05607682d23b')).toString();
    expect(text).toBe('<?xml version="1.0" encoding="utf-8"?>\n<Probe>\n<Uuid>13A888A9-F1B1-4020-AE9F-05607682D23B</Uuid>\n<Types>inquiry</Types>\n</Probe>\n');
    expect(readSadp(datagram(text))).toBeUndefined();
  });

  it('a recorder tells its network, ports and whether it has been set up', () => {
    expect(read()).toEqual({
      protocol: 'sadp',
      address: '192.168.1.64',
      family: 'Hikvision',
      brand: 'Hikvision',
      kind: 'recorder',
      mac: 'c4:2f:90:00:00:64',
      serial: 'DS-7616NI-K21620200101CCRRC12345678WCVU',
      model: 'DS-7616NI-K2',
      firmware: 'V4.74.210build 240108',
      tcpPort: 8000,
      httpPort: 80,
      httpsPort: 443,
      rtspPort: 10554,
      dhcp: true,
      configured: '192.168.1.64',
      prefix: 24,
      gateway: '192.168.1.1',
      initialized: true,
    });
  });

  it('what OEM firmware leaves out stays open: no DHCP element is not "DHCP off"', () => {
    const bare = read({ DHCP: undefined, Activated: undefined, IPv4Gateway: undefined, HttpsPort: undefined, IPv4SubnetMask: undefined });
    expect(bare).toMatchObject({ dhcp: undefined, initialized: undefined, gateway: undefined, httpsPort: undefined, prefix: undefined, httpPort: 80 });
  });

  it('malformed values stay open and the rest is kept', () => {
    expect(read({ DHCP: 'maybe', HttpPort: '0', CommandPort: '70000', RtspPort: '-1', MAC: '00-00-00-00-00-00', IPv4SubnetMask: '255.0.255.0', IPv4Address: '1.2.3', Activated: '1' })).toMatchObject({
      dhcp: undefined, httpPort: undefined, tcpPort: undefined, rtspPort: undefined, mac: undefined, prefix: undefined, configured: undefined, initialized: undefined, model: 'DS-7616NI-K2',
    });
    expect(read({ IPv4Address: '0.0.0.0', IPv4Gateway: '' })).toMatchObject({ configured: null, gateway: null });
  });

  it.each([
    ['DS-7608NXI-I2', '8', 'recorder'],
    ['iDS-7204HUHI-M1', '4', 'recorder'],
    ['DS-2CD2532F-IWS', '0', 'other'],
    ['DS-2CD2532F-IWS', '1', 'other'],
    ['DS-KV6113-WPE1', '0', 'other'],
    ['NVR-104MH-C/4P', '4', 'recorder'],
    ['IPC-B120', '0', 'other'],
    ['Q6-N4', '8', 'recorder'],
    ['Q6-N4', '1', undefined],
  ])('%s with %s digital channels: %s', (DeviceDescription, DigitalChannelNum, kind) => {
    expect(read({ DeviceDescription, DigitalChannelNum })?.kind).toBe(kind);
  });

  it('an unescaped ampersand in the description does no harm', () => {
    expect(read({ DeviceDescription: 'DS-7616NI & more' })?.model).toBe('DS-7616NI & more');
  });

  it('other people\'s messages on the same port are no answers', () => {
    for (const text of ['', '<Probe><Uuid>x</Uuid><Types>inquiry</Types></Probe>', '<ProbeMatch/>', answer().slice(0, 200), '<a><ProbeMatch><MAC>c4-2f-90-00-00-64</MAC></ProbeMatch></a>', 'ProbeMatch', `<!DOCTYPE a [<!ENTITY b "c">]>${answer()}`]) {
      expect(readSadp(datagram(text))).toBeUndefined();
    }
  });

  it('whatever is damaged, every field is well formed or left out', () => {
    fuzz([answer(), answer({ DHCP: undefined, MAC: undefined }), answer({ DeviceDescription: 'A & B <![CDATA[x]]>' })], (data) => {
      const reply = readSadp({ data, address: '192.168.1.64', port: 37020 });
      if (reply) expectWellFormed(reply);
    });
  });
});
