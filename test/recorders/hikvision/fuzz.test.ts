import { describe, expect, it } from 'vitest';
import { definitionOf } from '../../../src/facts/dictionary.js';
import { validate } from '../../../src/facts/validate.js';
import { readXml, type XmlElement } from '../../../src/network/xml.js';
import { readDocument } from '../../../src/recorders/hikvision/isapi.js';
import { accessFields, interfaceFields, mappingFields, upnpFields } from '../../../src/recorders/hikvision/network-fields.js';
import { isNoRight, readRefusal } from '../../../src/recorders/hikvision/refusal.js';
import { cloudFields, ddnsFields, deviceFields, ntpFields, timeFields, userFields } from '../../../src/recorders/hikvision/service-fields.js';
import type { Field } from '../../../src/recorders/reader.js';
import { fuzz, LONG_RUNS, SLOW_MS } from '../fuzz/support.js';
import { accesses, card, check, ddns, error, ezviz, HIK, interfaces, time } from './documents.js';

const SEEDS = [
  interfaces(card(1, '192.0.2.64'), card(2, '198.51.100.9', { type: 'dynamic' })),
  accesses(['HTTP', 80, true], ['HTTPS', 443, false], ['DEV_MANAGE', 8000], ['RTSP', 554, true]),
  ddns('<enabled>true</enabled><provider>NoIpDns</provider><deviceDomainName>site.example.net</deviceDomainName><status>connecting</status>', '<enabled>false</enabled>'),
  ezviz('<enabled>true</enabled><registerStatus>true</registerStatus><serverAddress><hostName>dev.example</hostName></serverAddress>'),
  `<ports ${HIK}><enabled>true</enabled><portList><portMapping><protocolType>HTTP</protocolType><internalPort>80</internalPort><externalPort>80</externalPort></portMapping></portList></ports>`,
  `<UserList ${HIK}><User><userName>admin</userName><userLevel>Administrator</userLevel></User></UserList>`,
  `<DeviceInfo ${HIK}><model>DS-7616NI-K2</model><serialNumber>X</serialNumber><firmwareVersion>V4</firmwareVersion></DeviceInfo>`,
  time('2026-07-01T07:24:29-05:00'),
  '<NTPServerList><NTPServer><hostName>time.example</hostName></NTPServer></NTPServerList>',
  error('lowPrivilege'),
  check('<retryLoginTime>4</retryLoginTime><lockStatus>lock</lockStatus><unlockTime>1795</unlockTime>'),
];
const READERS: readonly ((root: XmlElement) => readonly Field[])[] = [(r) => interfaceFields(r, '192.0.2.64'), accessFields, ddnsFields, cloudFields, mappingFields, upnpFields, userFields, deviceFields, (r) => timeFields(r, 0, 0), ntpFields];
const ROOTS = ['NetworkInterfaceList', 'UPnP'];

/** Whatever a reader says is known fits the dictionary: nothing becomes malformed behind its back. */
function sound(fields: readonly Field[]): void {
  for (const f of fields) {
    if ('value' in f && validate(definitionOf(f.path), f.value) === undefined) throw new Error(`${f.path} = ${JSON.stringify(f.value)}`);
  }
}

function parse(text: string): void {
  readRefusal(text);
  isNoRight(text);
  for (const status of [200, 403]) readDocument({ status, body: text }, ROOTS);
  const root = readXml(text);
  if (root) for (const read of READERS) sound(read(root));
}

describe('documents of ISAPI, bent at random', () => {
  it('break no reader, and what is read fits the dictionary', { timeout: 300_000 }, () => {
    const { count, slowest } = fuzz(SEEDS, parse);
    expect(count).toBe(100_000);
    expect(slowest.ms, slowest.input).toBeLessThan(SLOW_MS);
  });

  it('that repeat one piece for 100,000 characters are done with in no time', () => {
    for (const text of [...LONG_RUNS, '<a:'.repeat(40_000), '<lockStatus '.repeat(10_000), `<lockStatus>${' '.repeat(100_000)}`, `<Time><localTime>${'2026-'.repeat(20_000)}</localTime><timeZone>${'DST'.repeat(30_000)}</timeZone></Time>`]) {
      const begin = performance.now();
      parse(text);
      expect(performance.now() - begin, text.slice(0, 20)).toBeLessThan(SLOW_MS);
    }
  });
});
