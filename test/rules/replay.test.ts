/** What an old report said of a rule. */
import { describe, expect, it } from 'vitest';
import { changeSince } from '../../src/rules/replay.js';
import { clause, judged, rule } from './helpers.js';

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
