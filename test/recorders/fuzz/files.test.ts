/** Files that people write or copy: settings read off a screen, settings printed by a recorder, captures. */
import { describe, expect, it } from 'vitest';
import { definitionOf } from '../../../src/facts/dictionary.js';
import { validate } from '../../../src/facts/validate.js';
import { Disguise } from '../../../src/recorders/capture/disguise.js';
import { readReply, writeReply } from '../../../src/recorders/capture/reply-file.js';
import { readSettings } from '../../../src/recorders/settings-file/read.js';
import { bodiesOf } from './seeds.js';
import { fuzz, LONG_RUNS, SLOW_MS } from './support.js';

const YAML = [
  'schema: nvr-doctor/facts@1\nfacts:\n  recorder.network.dhcp: true\n  recorder.network.address: 192.168.1.64\n  recorder.network.dns: [192.168.1.1]\n  recorder.p2p.enabled: { unknown: not-supported }\n',
  '{"schema":"nvr-doctor/facts@1","facts":{"recorder.ports.tcp":37777,"recorder.ddns.hostname":{"value":"a.example","source":"settings-file","at":"2026-11-22T12:00:00Z"}}}',
];
const EXPORTS = [bodiesOf('cgi').filter((body) => body.startsWith('table.')).slice(0, 6).join('\r\n'), ...bodiesOf('cgi').filter((body) => body.startsWith('table.'))];

function settings(text: string): void {
  const read = readSettings(text, 0);
  for (const notice of read.notices) if (/[\u0000-\u0008\u000b-\u001f]/.test(notice)) throw new Error(JSON.stringify(notice));
  const observations = 'observations' in read ? read.observations : [];
  for (const { path, value } of observations ?? []) {
    if (value !== undefined && validate(definitionOf(path), value) === undefined) throw new Error(`${path} = ${JSON.stringify(value)}`);
  }
}

describe('files, bent at random', () => {
  it('settings that a recorder printed break nothing, and what is read fits the dictionary', { timeout: 300_000 }, () => {
    const { count, slowest } = fuzz(EXPORTS, settings);
    expect(count).toBe(100_000);
    expect(slowest.ms, slowest.input).toBeLessThan(SLOW_MS);
  });

  it('settings that a person wrote break nothing, and what is read fits the dictionary', { timeout: 300_000 }, () => {
    const { count, slowest } = fuzz(YAML, settings);
    expect(count).toBe(100_000);
    expect(slowest.ms, slowest.input).toBeLessThan(SLOW_MS);
  });

  it('replies of a capture are read as they were written, or not at all', { timeout: 300_000 }, () => {
    const seeds = bodiesOf('cgi', 'rpc2', 'isapi').slice(0, 30).map((body) => writeReply({ exchange: { protocol: 'cgi', request: 'GET /x', status: 200, rawHeaders: ['A', 'b'], body }, after: 3 }));
    const { count, slowest } = fuzz(seeds, (text) => {
      const reply = readReply(text);
      if (!reply) return;
      const again = readReply(writeReply(reply));
      if (JSON.stringify(again) !== JSON.stringify(readReply(writeReply(again ?? reply)))) throw new Error('written twice it is another one');
    });
    expect(count).toBe(100_000);
    expect(slowest.ms, slowest.input).toBeLessThan(SLOW_MS);
  });

  it('replies lose their names without an exception', { timeout: 300_000 }, () => {
    const known = { serials: ['6G06324PAG4549F'], models: ['NVR5216'], users: ['frau.berger'], hosts: ['berger.example.net'] };
    const { count, slowest } = fuzz([...bodiesOf('cgi', 'rpc2', 'isapi', 'lapi', 'onvif'), 'sn=6G06324PAG4549F\r\n81.2.69.142 fe80::1 3c:ef:8c:12:34:56 berger.example.net'], (body) => {
      const exchange = { protocol: 'cgi', request: 'GET /cgi-bin/userManager.cgi?action=getUserInfoAll', status: 200, rawHeaders: ['A', body], body } as const;
      const once = new Disguise([exchange], known).exchange(exchange);
      for (const name of ['6G06324PAG4549F', 'berger.example.net']) if (once.body.includes(name)) throw new Error(`${name} is still there`);
    });
    expect(count).toBe(100_000);
    expect(slowest.ms, slowest.input).toBeLessThan(SLOW_MS);
  });

  it('of 100 KiB are done with in a moment', () => {
    for (const text of LONG_RUNS) {
      const begin = performance.now();
      settings(text);
      readReply(text);
      new Disguise([{ protocol: 'cgi', request: '', rawHeaders: [text], body: text }], { serials: [], models: [], users: [], hosts: [] }).text(text);
      expect(performance.now() - begin, text.slice(0, 40)).toBeLessThan(SLOW_MS);
    }
  });
});
