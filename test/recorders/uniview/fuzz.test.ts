import { describe, expect, it } from 'vitest';
import { definitionOf } from '../../../src/facts/dictionary.js';
import { validate } from '../../../src/facts/validate.js';
import type { Field } from '../../../src/recorders/reader.js';
import type { Bag } from '../../../src/recorders/uniview/data.js';
import { cloudFields, ddnsFields, deviceFields, dnsFields, dstFields, httpsFields, networkFields, ntpFields, portFields, portMapFields, userFields } from '../../../src/recorders/uniview/fields.js';
import { isNoRight, readRefusal, readReply } from '../../../src/recorders/uniview/lapi.js';
import { fuzz, LONG_RUNS, SLOW_MS } from '../fuzz/support.js';

const READERS: readonly ((bags: readonly Bag[]) => readonly Field[])[] = [(bags) => networkFields(bags, '192.0.2.64'), dnsFields, portFields, httpsFields, cloudFields, ddnsFields, portMapFields, userFields, deviceFields, ntpFields, dstFields];
const SEEDS = [
  { NetworkInterfaceList: [{ MTU: 1500, DHCPEnable: 0, IPv4: { AddressList: [{ Address: '192.0.2.64', Netmask: '255.255.255.0', Gateway: '192.0.2.1' }] } }] },
  { DNSServers: [{ IPAddress: '192.0.2.53' }, { IPAddress: '0.0.0.0' }], PrimaryDNS: '192.0.2.53' },
  { HTTPPort: 80, RTSPPort: 554, Enable: 1, Port: 443, Server: 'cloud.example', Status: 'online' },
  { Enable: 1, Type: 'NO-IP', DomainName: 'site.example.net', UserName: 'u' },
  { Enable: 1, UpnpPortMap: [{ Protocol: 'TCP', InnerPort: 80, OuterPort: 8080, NatOutAddr: { IPAddr: '203.0.113.7', Port: 80 }, PortMapSuccess: 1 }] },
  { UserList: [{ UserName: 'admin' }], DeviceModel: 'NVR', SerialNumber: '1', FirmwareVersion: 'B' },
].map((Data) => JSON.stringify({ Response: { ResponseURL: '/LAPI', ResponseCode: 0, ResponseString: 'Succeed', StatusCode: 0, Data } }));

function parse(text: string): void {
  readRefusal(text);
  isNoRight(text);
  const reply = readReply({ status: 200, body: text });
  if (reply.state !== 'data') return;
  for (const read of READERS) {
    for (const f of read(reply.bags)) {
      if ('value' in f && validate(definitionOf(f.path), f.value) === undefined) throw new Error(`${f.path} = ${JSON.stringify(f.value)}`);
    }
  }
}

describe('replies of LAPI, bent at random', () => {
  it('break no reader, and what is read fits the dictionary', { timeout: 300_000 }, () => {
    const { count, slowest } = fuzz(SEEDS, parse);
    expect(count).toBe(100_000);
    expect(slowest.ms, slowest.input).toBeLessThan(SLOW_MS);
  });

  it('that repeat one piece, or nest without end, are done with in no time', () => {
    const deep = `{"Response":{"ResponseCode":0,"Data":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`;
    const wide = `{"Response":{"ResponseCode":0,"Data":[${'{"IPAddress":"1.2.3.4","UserName":"x"},'.repeat(6000)}1]}}`;
    for (const text of [...LONG_RUNS, deep, wide, `${wide}${'\0'.repeat(100_000)}x`]) {
      const begin = performance.now();
      parse(text);
      expect(performance.now() - begin, text.slice(0, 20)).toBeLessThan(SLOW_MS);
    }
  });
});
