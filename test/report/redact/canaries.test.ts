import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { analyzeFacts, analyzeReport } from '../../../src/analyze.js';
import { definitionOf, FACT_PATHS, type FactPath } from '../../../src/facts/dictionary.js';
import type { Json, Observation } from '../../../src/facts/observation.js';
import type { FieldType } from '../../../src/facts/types.js';
import { validate } from '../../../src/facts/validate.js';
import type { Report } from '../../../src/report/document.js';
import { renderHtml } from '../../../src/report/html/page.js';
import { parseReport } from '../../../src/report/read/parse.js';
import { LEVELS, redactReport } from '../../../src/report/redact/index.js';
import { kindOf } from '../../../src/report/redact/kinds.js';
import { buildPack } from '../../../src/rules/build.js';
import type { RulePack } from '../../../src/rules/types.js';
import { report as sample } from '../sample.js';

let pack: RulePack;
beforeAll(async () => {
  pack = await buildPack('rules');
});

const AT = Date.parse('2026-11-22T12:30:00Z');
const SECRET = 'Kookaburra!7';

/** One value that is found nowhere else for every personal field of the dictionary, of every type. */
class Canaries {
  readonly values: string[] = [];

  of(path: FactPath): Json {
    const { type } = definitionOf(path);
    if (type.kind !== 'list') return this.field(type.kind === 'enum' ? type.values : type.kind === 'cidr' ? 'ip' : type.kind, path, type.kind === 'cidr');
    const { of } = type;
    if (typeof of === 'object' && 'record' in of) return [Object.fromEntries(Object.entries(of.record).map(([field, fieldType]) => [field, this.field(fieldType, `${path}.${field}`)]))];
    return [this.field(of, path)];
  }

  private field(type: FieldType, name: string, network = false): Json {
    const number = this.values.length + 1;
    const add = (value: string): string => {
      this.values.push(value);
      return value;
    };
    if (typeof type !== 'string') return type[0] ?? null;
    switch (type) {
      case 'ip':
        return network ? `${add(`93.184.${number}.0`)}/24` : add(number % 3 === 0 ? `2a02:c0de:${number}::77` : `93.184.${number}.77`);
      case 'mac':
        return add(`3c:ef:8c:12:34:${number.toString(16).padStart(2, '0')}`);
      case 'text':
        // Make and model are of no person, and stand in plain facts as well.
        if (kindOf(name) === 'public') return 'DH-NVR';
        return kindOf(name) === 'host' ? add(`quokka${number}.wombat-home.net`) : add(`Quokka${number}Wombat`);
      case 'bool':
        return true;
      case 'int':
      case 'port':
        return 24;
    }
  }
}

/** As devices write it. */
function formsOf(value: string): string[] {
  if (/^[\da-f]{2}(:[\da-f]{2}){5}$/.test(value)) return [value, value.replaceAll(':', '-'), value.replaceAll(':', '')];
  return /^[\d.]+(?<!\.0)$/.test(value) ? [value, value.replaceAll('.', '-'), `::ffff:${value}`, `64:ff9b::${value}`] : [value];
}

/** A home in which every personal fact holds a canary, and every text of the report tells them all. */
function homeOfCanaries(): { report: Report; canaries: readonly string[] } {
  const canaries = new Canaries();
  const personal = FACT_PATHS.filter((path) => definitionOf(path).sensitivity === 'personal');
  const observations = personal.map((path): Observation => {
    const value = validate(definitionOf(path), canaries.of(path));
    expect(value, `${path} takes its canary`).toBeDefined();
    return { path, source: definitionOf(path).sources[0] ?? 'user', vantage: 'home', at: AT, value: value as Json };
  });
  const forms = canaries.values.flatMap((value) => [...formsOf(value), value.toUpperCase(), `[${value}]:80`, `x${value}`]);
  const gossip = `${SECRET}: ${forms.join(', ')}; admin@${canaries.values[0]}; http://anna:${SECRET}@192.168.1.64/`;
  const base = analyzeFacts(observations, pack);
  const talking = sample();
  return {
    canaries: canaries.values,
    report: {
      ...base,
      source: { kind: 'fixture', name: '/home/Quokka1Wombat/home.yaml' },
      summary: gossip,
      causes: talking.causes.map((cause) => ({ ...cause, title: gossip, sentence: gossip, remedies: cause.remedies.map((remedy) => ({ ...remedy, title: gossip, steps: { homeowner: [gossip] }, risks: [gossip] })) })),
      notes: [{ id: 'note', title: gossip, sentence: gossip, severity: 'minor', steps: [gossip], aside: gossip }],
      symptoms: [{ id: 'symptom', title: gossip, explainedBy: null }],
      suspects: [{ id: 'suspect', title: gossip, missing: [] }],
      unknowns: [{ rule: 'rule', missing: [{ fact: 'wan.online', reason: 'failed', detail: gossip }] }],
      next: [{ kind: 'probe', id: 'host', text: gossip, decides: [], seconds: 5, consent: gossip }],
      probes: [{ id: 'host', ms: 1, outcome: 'failed', detail: gossip }],
      replies: [{ item: 'ddns', protocol: 'cgi', request: `GET /x?name=${gossip}`, status: 200, body: gossip.slice(0, 2000) }],
      facts: { ...base.facts, 'recorder.ddns.lastResult': { value: gossip.slice(0, 90), source: 'recorder-settings', vantage: 'home', at: '2026-11-22T12:00:00.000Z', others: [] }, 'wan.online': { unknown: { reason: 'failed', detail: gossip }, source: 'stun', vantage: 'home', at: '2026-11-22T12:00:00.000Z', others: [{ source: 'dns', unknown: { reason: 'failed', detail: gossip }, at: '2026-11-22T12:00:00.000Z' }] } },
    },
  };
}

describe('a shared bundle', () => {
  it('holds none of the values that stand in personal fields, in no form, as document and as page', () => {
    const { report, canaries } = homeOfCanaries();
    expect(canaries.length).toBeGreaterThan(40);
    const { report: bundle, masked } = redactReport(report, { level: 'share', at: AT, secrets: [SECRET] });
    for (const output of [JSON.stringify(bundle), renderHtml(bundle)]) {
      const text = output.toLowerCase();
      const left = canaries.flatMap(formsOf).filter((form) => text.includes(form.toLowerCase()));
      expect([...new Set(left)]).toEqual([]);
      expect(text).not.toMatch(/quokka|wombat|3c:ef:8c/);
      expect(text).not.toContain(SECRET.toLowerCase());
    }
    expect([...masked.keys()].toSorted()).toEqual(['hardware address', 'name', 'other text', 'public address', 'serial', 'user name']);
    expect(parseReport(JSON.stringify(bundle))).toMatchObject({ ok: true, notices: [] });
  });

  it('has a kind for every personal text of the dictionary, so that its token is of that kind', () => {
    const texts = FACT_PATHS.filter((path) => definitionOf(path).sensitivity === 'personal').flatMap((path) => {
      const { type } = definitionOf(path);
      if (type.kind === 'text') return [path];
      if (type.kind !== 'list') return [];
      if (typeof type.of === 'object' && 'record' in type.of) return Object.entries(type.of.record).flatMap(([field, kind]) => (kind === 'text' ? [`${path}.${field}`] : []));
      return type.of === 'text' ? [path] : [];
    });
    expect(texts.filter((name) => kindOf(name) === undefined)).toEqual([]);
  });
});

/** Plain texts in a device's own words, each of which may repeat what it knows. */
const FREE_WORDS = FACT_PATHS.filter((path) => ['text'].includes(definitionOf(path).type.kind) && definitionOf(path).sensitivity === undefined && kindOf(path) === undefined);

describe('the words of a device', () => {
  it.each(FREE_WORDS)('in %s hold nothing personal and no password, in no form', (path) => {
    const { report, canaries } = homeOfCanaries();
    const others = canaries.filter((canary) => !report.facts[path] || report.facts[path].value !== canary);
    const values = [...others, SECRET].flatMap((canary) => [...formsOf(canary), `bad ${canary} x`, `NVR-${canary}`]);
    const at = '2026-11-22T12:00:00.000Z';
    const facts = { ...report.facts, [path]: { value: 'x', source: 'recorder-settings', vantage: 'home', at, others: values.map((value) => ({ source: 'settings-file', vantage: 'person', at, value })) } } as Report['facts'];
    const shown = redactReport({ ...report, facts }, { level: 'share', at: AT, secrets: [SECRET] }).report.facts[path]?.others.map(({ value }) => JSON.stringify(value).toLowerCase());
    expect(shown).toHaveLength(values.length);
    expect(shown?.filter((text) => /quokka|wombat|3c:?ef|93[.-]184[.-]\d+[.-](?!0)|c0de|kookaburra/.test(text))).toEqual([]);
  });

  it('say nothing of the domain of the home, at whatever host in it', () => {
    const at = { source: 'recorder-settings', vantage: 'home', at: '2026-11-22T12:00:00.000Z', others: [] } as const;
    const facts = { 'recorder.ddns.hostname': { value: 'cam.smith-home.org', ...at }, 'access.host': { value: 'x.jones.co.uk', ...at }, 'name.hostname': { value: 'house.ddns.net', ...at }, 'recorder.time.ntpServer': { value: 'ntp.smith-home.org', ...at }, 'recorder.p2p.host': { value: 'P2P.Jones.co.uk', ...at }, 'recorder.ddns.lastResult': { value: 'www.smith-home.org zone smith-home.org, www.gov.co.uk, www.ddns.net', ...at } } as Report['facts'];
    const { report, tokens } = redactReport(sample({ facts }), { level: 'share', at: AT });
    expect(report.facts['recorder.time.ntpServer']?.value).toBe('ntp.domain-1.example');
    expect(report.facts['recorder.p2p.host']?.value).toBe('P2P.domain-2.example');
    expect(report.facts['recorder.ddns.lastResult']?.value).toBe('www.domain-1.example zone domain-1.example, www.gov.co.uk, www.ddns.net');
    expect(tokens.get('domain-1.example')).toBe('smith-home.org');
    expect(redactReport(report, { level: 'share', at: AT }).report.facts).toEqual(report.facts);
  });

  it('name a model that stays, without the serial number and the user in it', () => {
    const at = { source: 'recorder-settings', vantage: 'home', at: '2026-11-22T12:00:00.000Z', others: [] } as const;
    const facts = { 'recorder.serial': { value: '4A01234PAZ5E6F7', ...at }, 'recorder.login.user': { value: 'annelise', ...at }, 'recorder.model': { value: 'NVR-annelise 4A01234PAZ5E6F7', ...at }, 'recorder.firmware': { value: '4.1.0.5', ...at } } as Report['facts'];
    const { report } = redactReport(sample({ facts, summary: 'NVR-annelise 4A01234PAZ5E6F7 runs 4.1.0.5' }), { level: 'share', at: AT });
    expect(report.facts['recorder.model']?.value).toBe('NVR-user-1 SERIAL-1');
    expect(report.facts['recorder.firmware']?.value).toBe('4.1.0.5');
    expect(report.summary).toBe('NVR-user-1 SERIAL-1 runs 4.1.0.5');
  });
});

describe('a public address behind a head for IPv6', () => {
  it.each([
    ['connect ECONNREFUSED ::ffff:81.2.69.142:443', 'connect ECONNREFUSED ::ffff:244.0.0.1:443'],
    ['[::FFFF:81.2.69.142]:80', '[::FFFF:244.0.0.1]:80'],
    ['64:ff9b::81.2.69.142.', '64:ff9b::244.0.0.1.'],
    ['at 10:20:81.2.69.142', 'at 10:20:244.0.0.1'],
    ['2a02:c0de::81.2.69.142', '3fff:0:0:1::1'],
    ['::ffff:192.168.1.1 fe80::1', '::ffff:192.168.1.1 fe80::1'],
  ])('goes: %s', (said, shown) => {
    const { report } = redactReport(sample({ probes: [{ id: 'host', ms: 1, outcome: 'failed', detail: said }] }), { level: 'share', at: AT });
    expect(report.probes[0]?.detail).toBe(shown);
  });
});

describe('a password that is an ordinary word', () => {
  const at = { source: 'recorder-settings', vantage: 'home', at: '2026-11-22T12:00:00.000Z', others: [] } as const;
  const facts = { 'access.message': { value: 'wrong-password', ...at, source: 'user' }, 'recorder.ddns.lastResult': { value: 'badauth anna password', ...at }, 'recorder.login.user': { value: 'password', ...at } } as Report['facts'];

  it.each(['share', 'internal'] as const)('stays in our own words and values, and goes from those of a device: %s', (level) => {
    const said = sample({ facts, summary: 'the password was changed', suspects: [{ id: 'app-old-password', title: 'The app has the old password', missing: ['access.password'] }], probes: [{ id: 'sign-in', ms: 1, outcome: 'failed', detail: 'the recorder refused this password' }] });
    const { report } = redactReport(said, { level, at: AT, secrets: ['password'] });
    expect(report).toMatchObject({ summary: said.summary, suspects: said.suspects, probes: said.probes });
    expect(report.facts['access.message']?.value).toBe('wrong-password');
    expect(report.facts['recorder.login.user']?.value).toBe('password');
    expect(report.facts['recorder.ddns.lastResult']?.value).toBe('badauth anna (hidden)');
    expect(parseReport(JSON.stringify(report))).toMatchObject({ ok: true, notices: [] });
  });

  it('is not told by the rest of what a device said to us', () => {
    const { report } = redactReport(sample({ summary: 'a kangaroo', probes: [{ id: 'sign-in', ms: 1, outcome: 'failed', detail: 'fault: kangaroo is wrong' }] }), { level: 'share', at: AT, secrets: ['kangaroo'] });
    expect(report.summary).toBe('a kangaroo');
    expect(report.probes[0]?.detail).toBe('(hidden)');
  });

  it('that is the name of the house leaves a name of the same kind in an internal bundle', () => {
    const { report } = redactReport(sample({ facts: { 'recorder.ddns.hostname': { value: 'smithy7.ddns.net', ...at }, 'access.host': { value: 'Smithy7.ddns.net', ...at } } }), { level: 'internal', at: AT, secrets: ['smithy7'] });
    expect([report.facts['recorder.ddns.hostname']?.value, report.facts['access.host']?.value]).toEqual(['hidden.ddns.net', 'Hidden.ddns.net']);
  });
});

describe('an internal bundle', () => {
  it('holds no password that the run knew, and everything else', () => {
    const { report, canaries } = homeOfCanaries();
    const text = JSON.stringify(redactReport(report, { level: 'internal', at: AT, secrets: [SECRET] }).report);
    expect(text).not.toContain(SECRET);
    for (const canary of canaries) expect(text).toContain(canary);
  });

  it('leaves a word that every recorder knows, also where it is the password', () => {
    const text = JSON.stringify(redactReport(sample({ summary: 'the admin may sign in' }), { level: 'internal', at: AT, secrets: ['admin', 'abc'] }).report.summary);
    expect(text).toBe('"the admin may sign in"');
  });
});

/** Few values, so that hosts, networks and names often meet. */
const ADDRESSES = ['192.168.1.64', '192.168.1.1', '192.168.7.9', '10.0.0.5', '100.64.3.3', '169.254.7.7', '192.88.98.7', '192.88.98.90', '93.184.216.34', '93.184.216.1', '8.8.8.8', '192.0.0.2', '2a02:1:2:3::4', '244.0.0.1'];
const NAMES = ['home.ddns.net', 'Home.DDNS.net.', 'old.quickddns.com', 'cam.smith.org', ...ADDRESSES.slice(0, 8)];
/** Words of ours, of the values above, and none. */
const PASSWORDS = ['password', 'wrong', 'admin', 'recorder', '1', 'smith', 'anna', '1234', 'home.ddns', 'Kookaburra!7'];
const USERS = ['admin', 'anna', 'user-1', 'bob', 'recorder'];

function valueOf(path: FactPath): fc.Arbitrary<Json> {
  const { type, nullable } = definitionOf(path);
  const field = (kind: FieldType, name: string): fc.Arbitrary<Json> => {
    if (typeof kind !== 'string') return fc.constantFrom(...kind);
    switch (kind) {
      case 'bool':
        return fc.boolean();
      case 'int':
        return name.endsWith('prefix') ? fc.integer({ min: 16, max: 32 }) : fc.integer({ min: 0, max: 100 });
      case 'port':
        return fc.constantFrom(80, 443, 37777, 8080);
      case 'ip':
        return fc.constantFrom(...ADDRESSES);
      case 'mac':
        return fc.constantFrom('3c:ef:8c:00:00:01', '3c:ef:8c:00:00:02');
      case 'text':
        return fc.constantFrom(...(kindOf(name) === 'host' ? NAMES : kindOf(name) === 'interface' ? ['eth0', 'eth1', 'Cellar'] : USERS));
    }
  };
  const base = (): fc.Arbitrary<Json> => {
    switch (type.kind) {
      case 'enum':
        return fc.constantFrom(...type.values);
      case 'cidr':
        return fc.constantFrom('192.168.1.0/24', '10.0.0.0/8', '93.184.216.0/24', '192.88.98.0/26');
      case 'int':
        return path.endsWith('prefix') ? fc.integer({ min: 16, max: 32 }) : fc.integer({ min: Math.max(0, type.min ?? 0), max: Math.min(type.max ?? 1000, 1000) });
      case 'list': {
        const { of } = type;
        const item = typeof of === 'object' && 'record' in of ? fc.record(Object.fromEntries(Object.entries(of.record).map(([name, kind]) => [name, fc.option(field(kind, `${path}.${name}`), { freq: 8 })]))) : field(of, path);
        return fc.array(item, { maxLength: 3 });
      }
      case 'bool':
      case 'port':
      case 'ip':
      case 'mac':
      case 'text':
        return field(type.kind, path);
    }
  };
  return nullable ? fc.option(base(), { freq: 6 }) : base();
}

const observation = (path: FactPath): fc.Arbitrary<Observation[]> =>
  fc.array(fc.record({ path: fc.constant(path), source: fc.constantFrom(...definitionOf(path).sources), vantage: fc.constant('home' as const), at: fc.constant(AT), value: valueOf(path) }), { minLength: 0, maxLength: 2 });

describe('any home at all', () => {
  it('gives the same causes, order, verdict and confidence when it is masked', () => {
    const home = fc.tuple(...FACT_PATHS.map(observation)).map((all) => all.flat());
    fc.assert(
      fc.property(home, fc.constantFrom(...LEVELS), fc.constantFrom(...PASSWORDS), (observations, level, password) => {
        const report = analyzeFacts(observations, pack);
        const { report: bundle } = redactReport(report, { level, at: AT, secrets: [password] });
        const read = parseReport(JSON.stringify(bundle));
        if (!read.ok || read.kind !== 'report') throw new Error('the bundle cannot be read');
        expect(read.notices).toEqual([]);
        const again = analyzeReport(read.report, pack);
        const core = ({ verdict, causes, paths, rules, notes, unknowns }: Report): unknown => ({ verdict, paths, rules, notes: notes.map(({ id }) => id), unknowns: unknowns.map(({ rule }) => rule), causes: causes.map(({ id, confidence }) => ({ id, confidence })) });
        expect(core(again)).toEqual(core(analyzeReport(report, pack)));
        expect(redactReport(bundle, { level, at: AT, secrets: [password] }).report.facts).toEqual(bundle.facts);
      }),
      { numRuns: 150 },
    );
    // Rules over every fact, many times; other tests may have the processor.
  }, 120_000);
});
