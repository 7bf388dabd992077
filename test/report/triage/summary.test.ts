import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summarize } from '../../../src/report/triage/summary.js';
import { CAUSE, openReport, report } from '../sample.js';

const reasonOf = (document: unknown): string | undefined => {
  const read = summarize(document);
  return 'reason' in read ? read.reason : undefined;
};

describe('what triage takes from a report', () => {
  it('is its verdict, its causes and what is missing', () => {
    expect(summarize(JSON.parse(JSON.stringify(report())))).toEqual({
      summary: { at: '2026-11-22T12:00:00.000Z', verdict: 'problem', interrupted: false, rules: 'abababababab', causes: [{ id: 'forwards-wiped', word: 'likely' }], missing: [] },
    });
    expect(summarize(openReport())).toMatchObject({
      summary: { verdict: 'inconclusive', causes: [], missing: [{ fact: 'outside.tcpPort', reason: 'not-run' }, { fact: 'access.worksAway', reason: 'not-run' }, { fact: 'recorder.p2p.enabled', reason: 'not-permitted' }, { fact: 'recorder.network.dns', reason: 'not-permitted' }] },
    });
  });

  it('can come from a line of analyze --ndjson', () => {
    expect(summarize({ startedAt: '2026-11-22T12:00:00.000Z', method: 'p2p', verdict: 'problem', causes: [{ id: 'p2p-off', score: 0.9, word: 'certain' }], notes: [], suspects: [], missing: ['outside.tcpPort', '__proto__'], firmware: '4.0', rules: 'ab'.repeat(32) })).toEqual({
      summary: { at: '2026-11-22T12:00:00.000Z', verdict: 'problem', interrupted: false, rules: 'abababababab', causes: [{ id: 'p2p-off', word: 'certain' }], firmware: '4.0', missing: [{ fact: 'outside.tcpPort', reason: 'not-told' }] },
    });
    expect(reasonOf({ error: 'The JSON is damaged.' })).toBe('It could not be analysed: The JSON is damaged.');
  });

  it('counts a cause once that stands there twice', () => {
    expect(summarize(report({ causes: [CAUSE, CAUSE] }))).toMatchObject({ summary: { causes: [{ id: 'forwards-wiped' }] } });
  });

  it.each([
    ['nothing', null, 'not a report'],
    ['a number', 1, 'not a report'],
    ['an array', [], 'not a report'],
    ['something foreign', { a: 1 }, 'not a report'],
    ['a later version', { ...report(), schema: 'nvr-doctor/report@2' }, 'report@2'],
    ['an invented verdict', { ...report(), verdict: 'ok' }, 'no verdict'],
    ['no date', { ...report(), startedAt: 'yesterday' }, 'when it was made'],
    ['a month that does not exist', { ...report(), startedAt: '2026-13-01T00:00:00Z' }, 'when it was made'],
    ['a cause that is markup', { ...report(), causes: [{ ...CAUSE, id: '<b>' }] }, 'a cause'],
    ['no facts', { ...report(), facts: undefined }, 'parts of it'],
  ])('refuses %s', (_name, document, words) => {
    expect(reasonOf(document)).toContain(words);
  });

  it('never throws, whatever it gets, and counts no property of an object', () => {
    fc.assert(
      fc.property(fc.anything(), fc.constantFrom('verdict', 'causes', 'facts', 'unknowns', 'tool', 'startedAt', 'missing'), (anything, key) => {
        summarize(anything);
        summarize({ ...report(), [key]: anything });
      }),
    );
    expect(summarize({ ...report(), facts: Object.create({ 'recorder.firmware': { value: 'x' } }) as object })).not.toHaveProperty('summary.firmware');
  });
});
