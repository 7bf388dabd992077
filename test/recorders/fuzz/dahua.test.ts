import { describe, expect, it } from 'vitest';
import { readReply } from '../../../src/recorders/dahua/cgi.js';
import { errorCode, isNoRight, readRefusal, signIn, unreadCall } from '../../../src/recorders/dahua/codes.js';
import { filterFields } from '../../../src/recorders/dahua/filter.js';
import { clockFields, firmwareFields, identityFields, localesFields, ntpFields } from '../../../src/recorders/dahua/identity.js';
import { parseJson, tableOf } from '../../../src/recorders/dahua/json-reply.js';
import { parseKeyValues, type KeyValues } from '../../../src/recorders/dahua/key-values.js';
import { linkFields, networkFields, pppoeFields } from '../../../src/recorders/dahua/network-tables.js';
import { lockFields, onvifFields, recoveryFields, sessionFields, userFields } from '../../../src/recorders/dahua/people.js';
import { contactFields, ddnsStatusFields, turnFields, upnpStatusFields } from '../../../src/recorders/dahua/rpc-items.js';
import { isSuccess } from '../../../src/recorders/dahua/rpc2.js';
import { ddnsFields, dvripFields, p2pFields, providersOn, serviceFields, upnpFields, webFields } from '../../../src/recorders/dahua/service-tables.js';
import type { Field } from '../../../src/recorders/reader.js';
import { bodiesOf, expectSound } from './seeds.js';
import { fuzz, LONG_RUNS, SLOW_MS } from './support.js';

const OWN = { user: 'admin', addresses: new Set(['192.168.1.50']), client: /cgi/i, single: false };
const MAPPERS: readonly ((table: KeyValues) => readonly Field[])[] = [
  networkFields,
  (table) => linkFields(table, table),
  pppoeFields,
  dvripFields,
  webFields,
  (table) => serviceFields(table, 'Https', { port: 'recorder.ports.https', enabled: 'recorder.ports.httpsEnabled' }),
  p2pFields,
  ddnsFields,
  upnpFields,
  filterFields,
  ntpFields,
  localesFields,
  lockFields,
  onvifFields,
  recoveryFields,
  identityFields,
  firmwareFields,
  (table) => clockFields(table, 0, 0),
  (table) => userFields(table, 'admin', true),
  (table) => sessionFields(table, 'admin', OWN),
];
const TABLE_NAMES = ['Network', 'DDNS', 'UPnP', 'T2UServer', 'General', ''];

function table(text: string): void {
  for (const status of [200, 403]) readReply(status, text);
  const values = parseKeyValues(text);
  if (!values) return;
  for (const map of MAPPERS) expectSound(map(values));
  providersOn(values);
}

function call(text: string): void {
  const reply = parseJson(text);
  errorCode(reply);
  isSuccess(reply);
  unreadCall(reply);
  signIn('refused', reply);
  for (const fields of [turnFields(reply), upnpStatusFields(reply, new Map()), ddnsStatusFields(reply, ['NO-IP DDNS']), contactFields(reply)]) expectSound(fields);
  for (const name of TABLE_NAMES) {
    const values = tableOf(name, reply);
    if (values) for (const map of MAPPERS.slice(0, 9)) expectSound(map(values));
  }
}

const REFUSALS = [
  '{"ErrorCode":268632081,"Result":false,"RmLock":1800,"RmLogin":0}',
  'Error\r\nUser Locked! Please try again after 30 minutes.\r\n',
  'remainLockSecond: 600',
  'Error\r\nInvalid Authority!\r\n',
  'Exceeded maximum number of connections',
  '{"error":{"code":403,"message":"Authority:check failure."},"result":false}',
  '{"error":{"code":268632085,"message":"Component error: User or password not valid!"},"id":3,"params":{"remainLockSecond":0,"remainLoginTimes":2},"result":false,"session":2147483643}',
];

describe('tables of CGI, bent at random', () => {
  it('break no reader, and what is read fits the dictionary', { timeout: 300_000 }, () => {
    const { count, slowest } = fuzz(bodiesOf('cgi'), table);
    expect(count).toBe(100_000);
    expect(slowest.ms, slowest.input).toBeLessThan(SLOW_MS);
  });
});

describe('JSON calls, bent at random', () => {
  it('break no reader, and what is read fits the dictionary', { timeout: 300_000 }, () => {
    const tables = ['{"params":{"table":[{"Enable":true,"HostName":"a.example","Protocol":"NO-IP DDNS"}]},"result":true}', '{"Enable":true,"MapTable":[{"Enable":true,"InnerPort":80,"OuterPort":80,"Protocol":"TCP"}]}', '{"DefaultInterface":"eth0","eth0":{"IPAddress":"192.0.2.10","DhcpEnable":false,"DnsServers":["192.0.2.1"]}}'];
    const { count, slowest } = fuzz([...bodiesOf('rpc2'), ...tables], call);
    expect(count).toBe(100_000);
    expect(slowest.ms, slowest.input).toBeLessThan(SLOW_MS);
  });
});

describe('refusals, bent at random', () => {
  it('tell at most what the account state can be', { timeout: 300_000 }, () => {
    const { count, slowest } = fuzz(REFUSALS, (text) => {
      isNoRight(text);
      const refusal = readRefusal(text);
      for (const number of [refusal?.triesLeft, refusal?.lockSeconds]) {
        if (number !== undefined && (!Number.isInteger(number) || number < 0)) throw new Error(`${JSON.stringify(refusal)}`);
      }
    });
    expect(count).toBe(100_000);
    expect(slowest.ms, slowest.input).toBeLessThan(SLOW_MS);
  });
});

it('100 KiB of any mark are done with in a moment', () => {
  const indices = Array.from({ length: 9000 }, (_, index) => `table.DDNS[${index}].Enable=true`).join('\n');
  const deep = `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
  for (const text of [...LONG_RUNS, indices, deep, `${'table.Network.eth0.'.repeat(5000)}=1`, 'users[0].Name=x\n'.repeat(6000), `table.Network.DefaultInterface=${'x'.repeat(100_000)}`]) {
    const begin = performance.now();
    table(text);
    call(text);
    readRefusal(text);
    isNoRight(text);
    expect(performance.now() - begin, text.slice(0, 40)).toBeLessThan(SLOW_MS);
  }
});

