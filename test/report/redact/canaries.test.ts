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
import { redactReport } from '../../../src/report/redact/index.js';
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
  return /^[\d.]+(?<!\.0)$/.test(value) ? [value, value.replaceAll('.', '-')] : [value];
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
      fc.property(home, (observations) => {
        const report = analyzeFacts(observations, pack);
        const { report: bundle } = redactReport(report, { level: 'share', at: AT });
        const read = parseReport(JSON.stringify(bundle));
        if (!read.ok || read.kind !== 'report') throw new Error('the bundle cannot be read');
        expect(read.notices).toEqual([]);
        const again = analyzeReport(read.report, pack);
        const core = ({ verdict, causes, paths, rules, notes, unknowns }: Report): unknown => ({ verdict, paths, rules, notes: notes.map(({ id }) => id), unknowns: unknowns.map(({ rule }) => rule), causes: causes.map(({ id, confidence }) => ({ id, confidence })) });
        expect(core(again)).toEqual(core(analyzeReport(report, pack)));
        expect(redactReport(bundle, { level: 'share', at: AT }).report.facts).toEqual(bundle.facts);
      }),
      { numRuns: 150 },
    );
  });
});
