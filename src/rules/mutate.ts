/** Small wrongs done to a rule on purpose; a test that does not notice one does not test that clause. */
import type { Clause, Rule } from './types.js';

export interface Mutant {
  /** What was done, in words: `clause 2 dropped ("the port is closed")`. */
  readonly name: string;
  readonly rule: Rule;
}

/** Every clause dropped, every clause turned round, the guard dropped and turned round. */
export function mutantsOf(rule: Rule): Mutant[] {
  const mutants: Mutant[] = [];
  rule.when.forEach((clause, index) => {
    const at = `clause ${index + 1}`;
    mutants.push({ name: `${at} dropped ("${clause.is}")`, rule: { ...rule, when: rule.when.filter((_, other) => other !== index) } });
    mutants.push({ name: `${at} turned round ("${clause.is}")`, rule: { ...rule, when: rule.when.map((other, position) => (position === index ? negated(other) : other)) } });
  });
  if (rule.applies) {
    const { applies, ...rest } = rule;
    mutants.push({ name: 'guard dropped', rule: rest });
    mutants.push({ name: 'guard turned round', rule: { ...rest, applies: negated(applies) } });
  }
  return mutants;
}

function negated(clause: Clause): Clause {
  return { ...clause, ast: ['!', clause.ast] };
}
