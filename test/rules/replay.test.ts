/** The facts of an old report, judged again. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeObservations } from '../../src/facts/merge.js';
import { reportFacts } from '../../src/report/assemble.js';
import { changeSince, readRecording, type Recording } from '../../src/rules/replay.js';
import { clause, judged, rule } from './helpers.js';

const HEAD = { schema: 'nvr-doctor/report@1', tool: { name: 'nvr-doctor', version: '1', rules: { version: '2.0.0', sha256: 'ab'.repeat(32) } } };

function recording(document: unknown): Recording {
  const read = readRecording(document);
  if ('problem' in read) throw new Error(read.problem);
  return read;
}

describe('a report', () => {
  it('gives back every fact as it was: values, failures, contests and what followed from others', () => {
    const facts = mergeObservations([
      { path: 'recorder.network.dhcp', source: 'recorder-settings', vantage: 'recorder', at: 1000, value: false },
      { path: 'wan.online', source: 'stun', vantage: 'home', at: 2000, unknown: { reason: 'timed-out', detail: 'no answer' } },
      { path: 'recorder.ports.tcp', source: 'recorder-settings', vantage: 'recorder', at: 3000, value: 37777 },
      { path: 'recorder.ports.tcp', source: 'recorder-discovery', vantage: 'home', at: 3000, value: 40000 },
      { path: 'access.worksAway', source: 'user', vantage: 'person', at: 4000, value: false },
    ]);
    const again = recording({ ...HEAD, facts: JSON.parse(JSON.stringify(reportFacts(facts))) as unknown, rules: [] }).facts;
    for (const path of ['recorder.network.dhcp', 'wan.online', 'recorder.ports.tcp', 'access.worksAway', 'outside.answers', 'lan.found'] as const) {
      const [before, after] = [facts.get(path), again.get(path)];
      expect([after.state, after.state === 'known' ? after.value : after.reason]).toEqual([before.state, before.state === 'known' ? before.value : before.reason]);
    }
    expect(again.get('wan.online')).toMatchObject({ detail: 'no answer', at: 2000 });
    expect(again.get('recorder.ports.tcp')).toMatchObject({ reason: 'contested' });
  });

  it('of another version keeps what is known here and names the rest', () => {
    const read = recording({ ...HEAD, facts: { 'wan.online': { value: true, source: 'crystal-ball', vantage: 'moon', others: [] }, 'wan.colour': { value: 'blue' } } });
    expect(read.facts.value('wan.online')).toBe(true);
    expect(read).toMatchObject({ unknownPaths: ['wan.colour'], pack: { version: '2.0.0' }, rules: [] });
  });

  it('with a value that the fact cannot have makes it malformed, not true', () => {
    expect(recording({ ...HEAD, facts: { 'wan.online': { value: { toString: 1 } }, 'recorder.ports.tcp': { value: 99_999 }, __proto__: { value: 1 } } }).facts.get('wan.online')).toMatchObject({ state: 'unknown', reason: 'malformed' });
  });

  it.each([
    [null, 'it is not a report'],
    [[], 'it is not a report'],
    [{}, 'it does not name its schema'],
    [{ schema: 'nvr-doctor/report@9\u001b[31m' }, 'its schema is "nvr-doctor/report@9 [31m", and this version reads nvr-doctor/report@1'],
    [{ schema: 'nvr-doctor/report@1' }, 'it has no facts'],
  ])('%j is refused', (document, problem) => {
    expect(readRecording(document)).toEqual({ problem });
  });

  it('may hold anything at all: nothing throws', () => {
    const cell = fc.oneof(fc.jsonValue(), fc.record({ value: fc.jsonValue(), unknown: fc.jsonValue(), source: fc.jsonValue(), at: fc.jsonValue() }, { requiredKeys: [] }));
    const facts = fc.dictionary(fc.constantFrom('wan.online', 'router.mappings', 'host.gateway', 'constructor', 'x'), cell);
    fc.assert(fc.property(facts, fc.jsonValue(), fc.jsonValue(), (some, rules, tool) => {
      expect(recording({ ...HEAD, facts: some, rules, tool }).facts.get('wan.online').state).toMatch(/^(known|unknown)$/);
    }));
  });
});

describe('what the report said then', () => {
  const now = judged(rule({ id: 'one', when: [clause('wan.online == false', 'the line is down')] }), { 'wan.online': false });
  it.each([
    ['the same', { id: 'one', verdict: 'problem', clauses: [{ is: 'the line is down', value: true }] }, undefined],
    ['another verdict', { id: 'one', verdict: 'unknown', clauses: [{ is: 'the line is down', value: 'unknown' }] }, 'The report said unknown.'],
    ['other clauses', { id: 'one', verdict: 'problem', clauses: [{ is: 'the line was cut', value: true }] }, 'The report said problem too, but its clauses were others: see "the line is down".'],
    ['nothing', undefined, 'The report was made without this rule.'],
  ] as const)('%s', (_name, then, said) => {
    expect(changeSince(then, now)).toBe(said);
  });
});
