import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { definitionOf, FACT_PATHS, type FactPath } from '../../src/facts/dictionary.js';
import { readFactsFile, type FactsRead } from '../../src/facts/file/read.js';
import { writeFactsFile } from '../../src/facts/file/write.js';
import type { Json, Observation } from '../../src/facts/observation.js';
import { SOURCES, UNKNOWN_REASONS, type FieldType } from '../../src/facts/types.js';
import { validate } from '../../src/facts/validate.js';
import { cpuTime } from '../cpu-time.js';

const AT = Date.parse('2026-11-22T10:00:00Z');
const read = (text: string): FactsRead => readFactsFile(text, { source: 'settings-file', at: AT });
const file = (...lines: string[]): FactsRead => read(['schema: nvr-doctor/facts@1', 'facts:', ...lines.map((line) => `  ${line}`)].join('\n'));
const values = (result: FactsRead): Record<string, unknown> => {
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return Object.fromEntries(result.observations.map((o) => [o.path, o.value ?? (o.unknown ? o.unknown : null)]));
};
const faults = (result: FactsRead): string[] => (result.ok ? [] : result.faults.map((f) => `${f.line}:${f.column} ${f.what} ${f.hint}`));

describe('a facts file', () => {
  it('is the same with full names, nested names, a mixture, and as JSON', () => {
    const expected = { 'recorder.network.dhcp': true, 'recorder.network.gateway': '192.168.1.1', 'recorder.ports.tcp': 37777 };
    const flat = file('recorder.network.dhcp: true', 'recorder.network.gateway: 192.168.1.1', 'recorder.ports.tcp: 37777');
    const nested = file('recorder:', '  network: { dhcp: true, gateway: 192.168.1.1 }', '  ports.tcp: 37777');
    const json = read(JSON.stringify({ schema: 'nvr-doctor/facts@1', facts: { recorder: { network: { dhcp: true, gateway: '192.168.1.1' } }, 'recorder.ports.tcp': 37777 } }, null, '\t'));
    for (const result of [flat, nested, json]) expect(values(result)).toEqual(expected);
  });

  it('understands what people write where it has one meaning', () => {
    const result = file(
      'recorder.network.dhcp: Off',
      'recorder.network.prefix: 255.255.255.0',
      'recorder.network.gateway: 0.0.0.0',
      'recorder.network.dns: [8.8.8.8, 0.0.0.0, ""]',
      'recorder.ports.http: "80"',
      'recorder.firmware: 4.10',
      'recorder.ddns.hostname: ""',
      'recorder.accounts.users: [{ name: 888888, group: admin, reusable: yes }]',
    );
    expect(values(result)).toEqual({
      'recorder.network.dhcp': false,
      'recorder.network.prefix': 24,
      'recorder.network.gateway': null,
      'recorder.network.dns': ['8.8.8.8'],
      'recorder.ports.http': 80,
      'recorder.firmware': '4.10',
      'recorder.ddns.hostname': null,
      'recorder.accounts.users': [{ name: '888888', group: 'admin', reusable: true, reserved: null }],
    });
  });

  it('says who saw a value and when: entry before file before the reader', () => {
    const text = 'schema: nvr-doctor/facts@1\nat: 2026-11-20T08:00:00Z\nfacts:\n  recorder.ports.tcp: 37777\n  recorder.ports.http: { value: 80, source: recorder-discovery, at: 2026-11-21T09:30:00+01:00 }\n  recorder.p2p.status: { unknown: not-run }\n';
    const result = read(text);
    if (!result.ok) throw new Error('refused');
    expect(result.observations).toEqual([
      { path: 'recorder.ports.tcp', source: 'settings-file', vantage: 'person', at: Date.parse('2026-11-20T08:00:00Z'), value: 37777 },
      { path: 'recorder.ports.http', source: 'recorder-discovery', vantage: 'home', at: Date.parse('2026-11-21T08:30:00Z'), value: 80 },
      { path: 'recorder.p2p.status', source: 'settings-file', vantage: 'person', at: Date.parse('2026-11-20T08:00:00Z'), unknown: { reason: 'not-run' } },
    ]);
  });

  it('reads the facts of a report, where a contested fact is what its sources say', () => {
    const result = file('recorder.network.gateway: { unknown: { reason: contested, detail: 2 sources disagree }, others: [{ source: recorder-settings, value: 192.168.1.1, at: 2026-11-22T10:00:00.000Z }, { source: recorder-discovery, value: 192.168.1.254 }] }');
    if (!result.ok) throw new Error(JSON.stringify(result.faults));
    expect(result.observations.map((o) => [o.source, o.value])).toEqual([['recorder-settings', '192.168.1.1'], ['recorder-discovery', '192.168.1.254']]);
  });
});

describe('a facts file with faults', () => {
  it('tells all of them at once with line and column', () => {
    const told = faults(file('recorder.network.dchp: true', 'recorder.ports.tcp: 99999', 'recorder.network.address: nowhere', 'recorder.network.dhcp: maybe', 'recorder.network: 5', 'recorder.model:'));
    expect(told).toEqual([
      '3:3 There is no fact "recorder.network.dchp". Did you mean "recorder.network.dhcp"?',
      '4:23 `recorder.ports.tcp` cannot be "99999". It is a number from 1 to 65535.',
      '5:29 `recorder.network.address` cannot be "nowhere". It is an address such as 192.168.1.64, or null where it is empty.',
      '6:26 `recorder.network.dhcp` cannot be "maybe". It is true or false.',
      '7:3 `recorder.network` is a group of facts and has no value of its own. Write for example `recorder.network.dhcp: …`.',
      '8:3 `recorder.model` has no value. Write the value; leave the line out where you do not know it.',
    ]);
  });

  it('tells twenty and counts the rest', () => {
    const result = file(...Array.from({ length: 30 }, (_, index) => `strange${index}: 1`));
    expect(result).toMatchObject({ ok: false, more: 10 });
    expect(faults(result)).toHaveLength(20);
  });

  it.each([
    ['the same fact twice, in two ways', ['recorder.network.dhcp: true', 'recorder: { network: { dhcp: true } }'], /4:\d+ `recorder\.network\.dhcp` stands twice/],
    ['neither value nor unknown', ['recorder.network.dhcp: { at: 2026-11-22T10:00:00Z }'], /either `value` or `unknown`/],
    ['a reason that does not exist', ['recorder.network.dhcp: { unknown: no-idea }'], /cannot be "no-idea"/],
    ['a time without a zone', ['recorder.network.dhcp: { value: true, at: 2026-11-22 10:00 }'], /`at` cannot be/],
    ['a source that does not exist', ['recorder.network.dhcp: { value: true, source: neighbour }'], /cannot be "neighbour"/],
    ['a list that is too long', [`recorder.network.dns: [${Array.from({ length: 9 }, (_, i) => `8.8.8.${i}`).join(', ')}]`], /a list of at most 8/],
    ['a strange field in a list', ['recorder.accounts.users: [{ nam: anna }]'], /`nam` is not known in `recorder\.accounts\.users\[0\]`\. Did you mean "name"\?/],
    ['text that would be cut', [`recorder.model: ${'x'.repeat(65)}`], /at most 64 characters/],
    ['a fact beside `facts`', ['recorder.network.dhcp: true\nrecorder.ports.tcp: 1'], /stand below `facts:`/],
  ])('refuses %s', (_name, lines, message) => {
    expect(faults(file(...lines)).join('\n')).toMatch(message);
  });

  it.each([
    ['nothing', '', /empty/],
    ['a page', '<html><body>Login</body></html>', /not a facts file/],
    ['binary', '\u0000\u0001\u0002PK\u0003', /YAML|not a facts file/],
    ['a list', '- 1\n- 2', /not a facts file/],
    ['another schema', 'schema: nvr-doctor/facts@2\nwhat: 1', /"nvr-doctor\/facts@2" is not known/],
    ['no schema', 'facts: {}', /does not name its schema/],
    ['two documents', 'schema: nvr-doctor/facts@1\n---\nfacts: {}', /several documents/],
    ['a cut string', 'schema: nvr-doctor/facts@1\nfacts:\n  recorder.model: "NVR', /3:\d+ .*missing here/],
    ['cut JSON', '{"schema":"nvr-doctor/facts@1","facts":{"recorder.network.dhcp": tr', /missing here/],
    ['an alias bomb', 'a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]', /1:4 .*anchor/],
    ['a tag', 'schema: !!js/function x', /tag/],
    ['deep lists', `schema: ${'['.repeat(5000)}`, /nested too deeply/],
    ['deep JSON', `${'{"a":'.repeat(5000)}`, /nested too deeply/],
    ['endless keys', `schema: nvr-doctor/facts@1\nfacts:\n${Array.from({ length: 60_000 }, (_, i) => `  k${i}: 1\n`).join('')}`, /too many parts/],
    ['more than a megabyte', `schema: nvr-doctor/facts@1\n# ${'x'.repeat(1_048_576)}`, /larger than 1 MB/],
    ['tabs', 'schema: nvr-doctor/facts@1\nfacts:\n\trecorder.model: a', /3:1 .*tab/],
  ])('refuses %s in a moment', (_name, text, message) => {
    expect(cpuTime(() => expect(faults(read(text)).join('\n')).toMatch(message))).toBeLessThan(2000);
  });
});

describe('secrets', () => {
  it.each([
    'password: hunter2',
    'recorder.ddns.password: hunter2',
    'recorder: { ddns: { pwd: hunter2 } }',
    'recorder.p2p.key: hunter2',
    'recorder.p2p: { deviceUuid: hunter2 }',
    'recorder.recovery.answers: [hunter2]',
    'recorder.login.passwort_password=hunter2: 1',
    'recorder.accounts.users: [{ name: anna, Password: hunter2 }]',
    'recorder.network.dhcp: { value: true, secret: hunter2 }',
    'password: hunter2: hunter2',
    'password: "hunter2',
    'password: *hunter2',
  ])('are refused without being repeated: %s', (line) => {
    const result = file(line);
    expect(result.ok).toBe(false);
    expect(JSON.stringify(result)).not.toContain('hunter2');
  });

  it('are never suspected behind the name of a fact', () => {
    expect(faults(file(...FACT_PATHS.map((path) => `${path}: { unknown: not-run }`)))).toEqual([]);
  });
});

it('no fact is at the same time a group, so that nested names have one meaning', () => {
  expect(FACT_PATHS.filter((path) => FACT_PATHS.some((other) => other.startsWith(`${path}.`)))).toEqual([]);
});

const ip = fc.ipV4().filter((text) => text !== '0.0.0.0');
const day = fc.date({ min: new Date('1970-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10));
const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });

function anyField(type: FieldType): fc.Arbitrary<Json> {
  if (typeof type !== 'string') return fc.constantFrom(...type);
  return { bool: fc.boolean(), int: fc.integer(), text: words, ip, mac: fc.constant('02:00:00:00:00:64'), port: fc.integer({ min: 1, max: 65535 }) }[type];
}

function anyValue(path: FactPath): fc.Arbitrary<Json> {
  const { type, nullable } = definitionOf(path);
  const value = ((): fc.Arbitrary<Json> => {
    switch (type.kind) {
      case 'int':
        return fc.integer({ min: type.min ?? -1e9, max: type.max ?? 1e9 });
      case 'text':
        return type.form === 'date' ? day : words;
      case 'cidr':
        return fc.constant('10.1.1.0/24');
      case 'enum':
        return fc.constantFrom(...type.values);
      case 'list': {
        const { of } = type;
        const item: fc.Arbitrary<Json> = typeof of === 'object' && 'record' in of ? (fc.record(Object.fromEntries(Object.entries(of.record).map(([name, field]) => [name, fc.option(anyField(field))]))) as fc.Arbitrary<Json>) : anyField(of);
        return fc.array(item, { maxLength: Math.min(type.max ?? 64, 4) });
      }
      default:
        return anyField(type.kind);
    }
  })();
  return nullable ? fc.option(value) : value;
}

const anyObservation: fc.Arbitrary<Observation> = fc.constantFrom(...FACT_PATHS).chain((path) => {
  const said = fc.oneof(
    anyValue(path).map((value) => ({ value: validate(definitionOf(path), value) })).filter(({ value }) => value !== undefined && value !== ''),
    fc.constantFrom(...UNKNOWN_REASONS.filter((reason) => reason !== 'contested')).map((reason) => ({ unknown: { reason } })),
  );
  return fc.record({ source: fc.constantFrom(...SOURCES), vantage: fc.constantFrom('home' as const, 'person' as const), at: fc.integer({ min: 0, max: 4e12 }), said }).map(({ said: what, ...by }) => ({ path, ...by, ...what }) as Observation);
});

describe('what is written', () => {
  it('reads back as the same observations, for every fact and source', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyObservation, { selector: (o) => o.path, maxLength: 12 }), (observations) => {
        const result = read(writeFactsFile(observations, { source: 'settings-file', title: ['a: b'], comment: (path) => [path] }));
        const sorted = (list: readonly Observation[]): Observation[] => list.toSorted((a, b) => (a.path < b.path ? -1 : 1));
        if (!result.ok) throw new Error(JSON.stringify(result.faults));
        expect(sorted(result.observations)).toEqual(sorted(observations));
      }),
      { numRuns: 400 },
    );
  });

  it('keeps two sources of one fact', () => {
    const by = { path: 'recorder.network.gateway', vantage: 'home', at: AT } as const;
    const two: Observation[] = [{ ...by, source: 'recorder-settings', value: '192.168.1.1' }, { ...by, source: 'recorder-discovery', value: null }];
    const result = read(writeFactsFile(two, { source: 'recorder-settings' }));
    expect(result).toEqual({ ok: true, observations: two });
  });

  it('never throws, whatever the text, and every fault has a place', () => {
    const scraps = fc.array(fc.constantFrom('schema: nvr-doctor/facts@1\n', 'facts:\n', '  recorder.network.dhcp: ', '  recorder:\n', '    network: ', 'true\n', '{', '}', '[', ']', ': ', '- ', '"', '&a ', '*a', '\n', '? ', '__proto__: ', '<<: ', '| \n', '#', '\t', '\u0000', '192.168.1.1\n'), { maxLength: 24 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(scraps, fc.string({ unit: 'binary' })), (text) => {
        const result = read(text);
        if (!result.ok) expect(result.faults.length > 0 && result.faults.every((fault) => fault.line >= 1 && fault.column >= 1 && fault.what !== '' && fault.hint !== '')).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});
