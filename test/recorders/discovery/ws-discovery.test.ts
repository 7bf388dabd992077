import { describe, expect, it } from 'vitest';
import { readXml, allNamed } from '../../../src/network/xml.js';
import { probeDatagram, readProbeMatches } from '../../../src/recorders/discovery/ws-discovery.js';
import type { Introduction } from '../../../src/recorders/discovery/device.js';
import { fuzz } from './damage.js';
import { expectWellFormed } from './introduction.js';

const datagram = (text: string): { data: Uint8Array; address: string; port: number } => ({ data: Buffer.from(text), address: '192.168.1.64', port: 3702 });

interface Parts {
  readonly scopes?: string;
  readonly xaddrs?: string;
  readonly types?: string;
  readonly body?: string;
}

const SCOPES = 'onvif://www.onvif.org/type/video_encoder onvif://www.onvif.org/hardware/NVR-1016 onvif://www.onvif.org/name/Network%20Video%20Recorder onvif://www.onvif.org/location/country/china';

/** As in the sample of recorder-apis §10: prefixes that nobody has to keep. */
const matches = ({ scopes = SCOPES, xaddrs = 'http://192.168.1.64/onvif/device_service', types = 'dn:NetworkVideoTransmitter', body }: Parts = {}): string =>
  `<?xml version="1.0" encoding="utf-8"?><SOAP-ENV:Envelope xmlns:SOAP-ENV="http://www.w3.org/2003/05/soap-envelope"><SOAP-ENV:Header><wsa:RelatesTo>uuid:1</wsa:RelatesTo></SOAP-ENV:Header><SOAP-ENV:Body>${
    body ??
    `<wsdd:ProbeMatches><wsdd:ProbeMatch><wsa:EndpointReference><wsa:Address>urn:uuid:5f5a69c2-e0ae-504f-829b-00fb6dbe5b0e</wsa:Address></wsa:EndpointReference><wsdd:Types>${types}</wsdd:Types><wsdd:Scopes>${scopes}</wsdd:Scopes><wsdd:XAddrs>${xaddrs}</wsdd:XAddrs><wsdd:MetadataVersion>1</wsdd:MetadataVersion></wsdd:ProbeMatch></wsdd:ProbeMatches>`
  }</SOAP-ENV:Body></SOAP-ENV:Envelope>`;
const read = (parts: Parts = {}): Introduction | undefined => readProbeMatches(datagram(matches(parts)));

describe('WS-Discovery', () => {
  it('the question is one well-formed probe for ONVIF devices', () => {
    const text = Buffer.from(probeDatagram('0a6dc791-2be6-4991-9af1-454778a1917a')).toString();
    const root = readXml(text);
    expect(root && allNamed(root, 'MessageID').map((e) => e.text)).toEqual(['uuid:0a6dc791-2be6-4991-9af1-454778a1917a']);
    expect(root && allNamed(root, 'Types').map((e) => e.text)).toEqual(['dn:NetworkVideoTransmitter']);
    expect(readProbeMatches(datagram(text))).toBeUndefined();
  });

  it('an answer names model and kind, and nothing that ONVIF does not say', () => {
    expect(read()).toEqual({
      protocol: 'ws-discovery',
      address: '192.168.1.64',
      endpoint: 'urn:uuid:5f5a69c2-e0ae-504f-829b-00fb6dbe5b0e',
      family: 'ONVIF',
      brand: undefined,
      kind: 'recorder',
      mac: undefined,
      model: 'NVR-1016',
      onvifPort: 80,
    });
  });

  it.each([
    ['http://192.168.1.64:8899/onvif/device_service', 8899],
    ['http://0.0.0.0:8080/onvif/device_service', 8080],
    ['http://192.168.0.120/onvif/device_service', 80],
    ['http://[fe80::1]:81/onvif/device_service http://192.168.1.64:82/onvif/device_service', 82],
    ['https://192.168.1.64/onvif/device_service', undefined],
    ['http://192.168.1.64:0/onvif/device_service', undefined],
    ['http://192.168.1.64:99999/onvif', undefined],
    ['javascript:alert(1) ::: http://', undefined],
    ['', undefined],
  ])('of "%s" only a port is taken: %s', (xaddrs, port) => {
    const reply = read({ xaddrs });
    expect(reply?.onvifPort).toBe(port);
    expect(reply?.address).toBe('192.168.1.64');
  });

  const scope = (...parts: string[]): string => parts.map((part) => `onvif://www.onvif.org/${part}`).join('\n\t ');

  it.each([
    [scope('name/HIKVISION%20DS-7608NI-K2', 'hardware/DS-7608NI-K2', 'MAC/c4:2f:90:00:00:64'), { family: 'Hikvision', brand: 'Hikvision', kind: 'recorder', model: 'DS-7608NI-K2', mac: 'c4:2f:90:00:00:64' }],
    [scope('name/HIKVISION%20DS-2CD2142FWD-I', 'hardware/DS-2CD2142FWD-I', 'type/ptz'), { family: 'Hikvision', kind: 'other' }],
    [scope('name/Dahua', 'hardware/DHI-NVR5216-4KS2'), { family: 'Dahua', brand: 'Dahua', kind: 'recorder' }],
    [scope('name/Dahua', 'hardware/DH-IPC-HDW4433C-A'), { family: 'Dahua', kind: 'other' }],
    [scope('name/Lorex', 'hardware/N841A8'), { family: 'Dahua', brand: 'Lorex', kind: undefined }],
    [scope('name/UNIVIEW', 'hardware/NVR301-08S3'), { family: 'Uniview', brand: 'Uniview', kind: 'recorder' }],
    [scope('name/Reolink', 'hardware/RLN8-410'), { family: 'ONVIF', brand: 'Reolink', kind: undefined, model: 'RLN8-410' }],
    [scope('name/Somebody', 'hardware/X1', 'type/Network_Video_Recorder'), { brand: undefined, kind: 'recorder' }],
    [scope('name/Front%20Door', 'hardware/X1'), { family: 'ONVIF', brand: undefined, model: 'X1' }],
    [scope('name/IPC', 'hardware/M1'), { brand: undefined, kind: 'other' }],
  ])('scopes tell make and kind: %#', (scopes, expected) => {
    expect(read({ scopes })).toMatchObject(expected);
  });

  it('scopes that cannot be decoded, foreign ones and empty ones do no harm', () => {
    expect(read({ scopes: scope('name/%E0%A4%A', 'hardware/%1B%5B31mNVR%E2%80%AE') })).toMatchObject({ model: '[31mNVR' });
    expect(read({ scopes: `ldap:///ou=x onvif://www.onvif.org/ onvif://www.onvif.org/name onvif://evil.example/name/NVR ${scope('__proto__/x', 'constructor/y')}` })).toMatchObject({ model: undefined, kind: undefined });
  });

  it('the first ONVIF device of an answer counts; printers and computers are none', () => {
    const match = (types: string, name: string): string => `<d:ProbeMatch><d:Types>${types}</d:Types><d:Scopes>${name}</d:Scopes></d:ProbeMatch>`;
    expect(read({ types: 'wsdp:Device wprt:PrintDeviceType', scopes: 'http://printer.example/scope' })).toBeUndefined();
    expect(read({ body: `<d:ProbeMatches>${match('wsdp:Device', '')}${match('dn:NetworkVideoTransmitter', scope('hardware/NVR-2'))}${match('dn:NetworkVideoTransmitter', scope('hardware/NVR-3'))}</d:ProbeMatches>` })?.model).toBe('NVR-2');
    expect(read({ body: '<d:ProbeMatches/>' })).toBeUndefined();
    expect(read({ body: '<d:Hello><d:Types>dn:NetworkVideoTransmitter</d:Types></d:Hello>' })).toBeUndefined();
    expect(readProbeMatches(datagram('<ProbeMatch><MAC>c4-2f-90-00-00-64</MAC></ProbeMatch>'))).toBeUndefined();
  });

  it('whatever is damaged, every field is well formed or left out', () => {
    fuzz([matches(), matches({ scopes: scope('name/HIKVISION%20DS-7608NI-K2', 'MAC/c4:2f:90:00:00:64'), xaddrs: 'http://0.0.0.0:81/ http://192.168.1.64/' })], (data) => {
      const reply = readProbeMatches({ data, address: '192.168.1.64', port: 3702 });
      if (reply) expectWellFormed(reply);
    });
  });
});
