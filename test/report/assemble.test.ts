import { describe, expect, it } from 'vitest';
import { DICTIONARY } from '../../src/facts/dictionary.js';
import { reportFacts } from '../../src/report/assemble.js';
import { factsOf, observation } from '../diagnosis/pack.js';
import { mergeObservations } from '../../src/facts/merge.js';

describe('facts in a report', () => {
  it('carry value, source, vantage, time and what others said', () => {
    const facts = mergeObservations([observation('recorder.brand', 'Dahua'), observation('recorder.brand', 'DH', 'recorder-discovery')]);
    expect(reportFacts(facts)['recorder.brand']).toEqual({
      value: 'Dahua',
      source: 'recorder-settings',
      vantage: 'home',
      at: '1970-01-01T00:00:00.000Z',
      others: [{ source: 'recorder-discovery', vantage: 'home', value: 'DH', at: '1970-01-01T00:00:00.000Z' }],
    });
  });

  it('say why a value is not known', () => {
    const facts = mergeObservations([{ path: 'recorder.brand', source: 'recorder-settings', vantage: 'home', at: 0, unknown: { reason: 'timed-out', detail: 'no answer' } }]);
    expect(reportFacts(facts)['recorder.brand']).toMatchObject({ unknown: { reason: 'timed-out', detail: 'no answer' } });
  });

  it('leave secrets out, as if nobody had asked', () => {
    const definition = DICTIONARY['recorder.brand'] as { type: unknown; sensitivity?: string };
    definition.sensitivity = 'secret';
    try {
      expect(reportFacts(factsOf({ 'recorder.brand': 'Dahua', 'recorder.model': 'N1' }))).toEqual({ 'recorder.model': expect.objectContaining({ value: 'N1' }) });
    } finally {
      delete definition.sensitivity;
    }
  });

  it('are only those that somebody observed', () => {
    expect(Object.keys(reportFacts(factsOf({ 'recorder.brand': 'Dahua' })))).toEqual(['recorder.brand']);
  });
});
