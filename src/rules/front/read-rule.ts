/** One rule file → a rule: its form, its expressions, and every name of a fact in it. */
import { definitionOf, FACT_PATHS, isFactPath, type FactPath } from '../../facts/dictionary.js';
import type { Json } from '../../facts/observation.js';
import { validate } from '../../facts/validate.js';
import { placeholders } from '../template.js';
import type { Clause, Remedy, Rule } from '../types.js';
import { checkForm } from './check-form.js';
import { narrowed, readClause, type NotNull } from './clause.js';
import type { LintFinding } from './finding.js';
import type { LoadedRule } from './load.js';
import { ruleSchema, unknownFact, type AuthoredRule } from './schema.js';
import type { Source, Step } from './source.js';
import { didYouMean } from '../../facts/suggest.js';

export function readRule(source: Source): { loaded?: LoadedRule; findings: readonly LintFinding[] } {
  const { content, findings } = checkForm(source, ruleSchema);
  if (!content) return { findings };
  const reader = new RuleReader(source, findings);
  const rule = reader.rule(content);
  return rule ? { loaded: { rule, tests: content.tests, source }, findings } : { findings };
}

class RuleReader {
  constructor(
    private readonly source: Source,
    private readonly findings: LintFinding[],
  ) {}

  /** Undefined where an expression is refused: a rule with a hole is not a rule. */
  rule(authored: AuthoredRule): Rule | undefined {
    const [area = '', file = ''] = this.source.file.split('/');
    const name = file.replace(/\.ya?ml$/, '');
    if (authored.id !== name) this.report('R008', ['id'], `The id is "${authored.id}", and the file is named "${name}".`, 'They must be the same.');
    const applies = this.guard(authored.applies, ['applies'], new Set());
    const { match, when, sure } = this.conditions(authored, narrowed(new Set(), applies, true));
    const supports = authored.supports.map((clause, index) => this.clause(clause, ['supports', index], sure));
    const remedies = authored.remedies.map((remedy, index) => this.remedy(remedy, ['remedies', index], sure));
    this.texts(authored);
    this.tests(authored);
    const recheck = authored.recheck.filter((path, index): path is FactPath => this.factName(path, this.source.spanOf(['recheck', index])));
    const whole = (clauses: readonly (Clause | undefined)[]): clauses is Clause[] => clauses.every((clause) => clause !== undefined);
    if (!whole(when) || !whole(supports) || (authored.applies !== undefined && !applies)) return undefined;
    const { id, title, kind, status, link, paths, severity, confidence, explains, evidence, references } = authored;
    return {
      id,
      area,
      title,
      kind,
      status,
      ...(link === undefined ? {} : { link }),
      paths,
      ...(applies ? { applies } : {}),
      match,
      when,
      supports,
      severity,
      confidence,
      explains,
      evidence: { problem: evidence.problem, ...(evidence.ok === undefined ? {} : { ok: evidence.ok }) },
      remedies,
      recheck,
      references,
    };
  }

  private conditions(authored: AuthoredRule, start: NotNull): { match: 'all' | 'any'; when: (Clause | undefined)[]; sure: NotNull } {
    const match = 'all' in authored.when ? 'all' : 'any';
    const clauses = 'all' in authored.when ? authored.when.all : authored.when.any;
    let sure = start;
    const when = clauses.map((clause, index) => {
      const read = this.clause(clause, ['when', match, index], sure);
      sure = narrowed(sure, read, match === 'all');
      return read;
    });
    // Supports and remedies count only where the rule is a problem: all clauses hold then; of `any`, nobody knows which.
    return { match, when, sure: match === 'all' ? sure : start };
  }

  private clause({ is, cel }: { is: string; cel: string }, path: readonly Step[], notNull: NotNull): Clause | undefined {
    return this.cel(is, cel, [...path, 'cel'], notNull);
  }

  private guard(guard: string | { is: string; cel: string } | undefined, path: readonly Step[], notNull: NotNull): Clause | undefined {
    if (guard === undefined) return undefined;
    return typeof guard === 'string' ? this.cel(guard, guard, path, notNull) : this.clause(guard, path, notNull);
  }

  private cel(is: string, cel: string, path: readonly Step[], notNull: NotNull): Clause | undefined {
    const { clause, findings } = readClause(this.source, path, is, cel, notNull);
    this.findings.push(...findings);
    return clause;
  }

  private remedy(authored: AuthoredRule['remedies'][number], path: readonly Step[], sure: NotNull): Remedy {
    const effects: Record<string, Json | { readonly from: FactPath }> = {};
    for (const [fact, effect] of Object.entries(authored.effects)) {
      const at = [...path, 'effects'];
      if (!this.factName(fact, this.source.spanOfKey(at, fact))) continue;
      const checked = this.effect(fact, effect, [...at, fact]);
      if (checked !== undefined) effects[fact] = checked;
    }
    const { id, title, steps, exposure, risks } = authored;
    const when = this.guard(authored.when, [...path, 'when'], sure);
    const audiences = Object.entries(steps).filter(([, texts]) => texts !== undefined);
    if (audiences.length === 0) this.report('R012', [...path, 'steps'], 'The remedy has no steps.');
    return { id, title, steps: Object.fromEntries(audiences), exposure, risks, effects, ...(when ? { when } : {}) };
  }

  /** A value of the fact, or `{from: fact}` with a fact of the same kind. */
  private effect(fact: FactPath, effect: Json, at: readonly Step[]): Json | { readonly from: FactPath } | undefined {
    const from = typeof effect === 'object' && effect !== null && !Array.isArray(effect) ? (effect as { from?: unknown }).from : undefined;
    if (typeof from === 'string') {
      if (!this.factName(from, this.source.spanOf([...at, 'from']))) return undefined;
      if (!fits(from, fact)) return void this.report('R016', at, `${from} and ${fact} are not of the same kind.`);
      return { from };
    }
    const value = validate(definitionOf(fact), effect);
    if (value === undefined) this.report('R016', at, `This is not a value of ${fact}.`, valueHint(fact));
    return value;
  }

  private texts(authored: AuthoredRule): void {
    const texts: [string, readonly Step[]][] = [[authored.evidence.problem, ['evidence', 'problem']]];
    if (authored.evidence.ok !== undefined) texts.push([authored.evidence.ok, ['evidence', 'ok']]);
    authored.remedies.forEach((remedy, index) => {
      for (const [audience, steps] of Object.entries(remedy.steps)) steps?.forEach((step, position) => texts.push([step, ['remedies', index, 'steps', audience, position]]));
      remedy.risks.forEach((risk, position) => texts.push([risk, ['remedies', index, 'risks', position]]));
    });
    for (const [text, path] of texts) this.template(text, path);
  }

  private template(text: string, path: readonly Step[]): void {
    const span = this.source.spanOf(path);
    for (const { name, index } of placeholders(text)) {
      const found = this.source.text.indexOf(`{${name}}`, span.offset);
      const place = found < 0 ? span : { offset: found + 1, length: name.length };
      if (this.factName(name, place) && definitionOf(name).sensitivity === 'secret') {
        this.findings.push(this.source.finding('R011', place, `${name} is secret and may not stand in a text.`));
      }
      const twice = unitAfter(name, text.slice(index + name.length + 2));
      if (twice !== undefined) this.findings.push(this.source.finding('R020', place, `{${name}} brings its unit with it: leave out "${twice}".`));
    }
    const rest = text.replace(/\{[^{}]*\}/g, '');
    if (/[{}]/.test(rest)) this.findings.push(this.source.finding('R002', span, 'A brace in a text has no partner.', { hint: 'Write {fact.path} to show a fact.' }));
  }

  private tests(authored: AuthoredRule): void {
    authored.tests.forEach((test, index) => {
      for (const [fact, value] of Object.entries(test.facts)) {
        const at = ['tests', index, 'facts'];
        if (!this.factName(fact, this.source.spanOfKey(at, fact))) continue;
        if (unknownFact.safeParse(value).success || validate(definitionOf(fact), value) !== undefined) continue;
        this.report('R017', [...at, fact], `This is not a value of ${fact}.`, valueHint(fact));
      }
      test.missing?.forEach((fact, position) => this.factName(fact, this.source.spanOf(['tests', index, 'missing', position])));
      if (test.missing && test.expect !== 'unknown') this.report('R002', ['tests', index, 'missing'], '"missing" belongs to a test that expects unknown.');
    });
  }

  private factName(name: string, span: { offset: number; length: number }): name is FactPath {
    if (isFactPath(name)) return true;
    this.findings.push(this.source.finding('R004', span, `There is no fact "${name.slice(0, 80)}".`, { hint: didYouMean(name, FACT_PATHS) }));
    return false;
  }

  private report(code: LintFinding['code'], path: readonly Step[], message: string, hint?: string): void {
    this.findings.push(this.source.finding(code, this.source.spanOf(path), message, { hint }));
  }
}

/** Whether every value of one fact is a value of the other: an address is also a text, a port also a number. */
function fits(from: FactPath, into: FactPath): boolean {
  const kind = definitionOf(into).type.kind;
  const source = definitionOf(from).type.kind;
  return source === kind || (kind === 'text' && ['ip', 'cidr', 'mac', 'enum'].includes(source)) || (kind === 'int' && source === 'port');
}

function valueHint(path: FactPath): string {
  const { type, nullable, empty } = definitionOf(path);
  const kind = type.kind === 'enum' ? type.values.join(', ') : type.kind === 'list' ? 'a list' : type.kind;
  return `Allowed: ${kind}${nullable ? `, or null (${empty ?? 'none'})` : ''}.`;
}

/** Words that say a unit again, by the unit of the dictionary. */
const UNIT_WORDS: Readonly<Record<string, RegExp>> = {
  s: /^ ?(s|sec|seconds?)\b/i,
  min: /^ ?(min|minutes?)\b/i,
  'Mbit/s': /^ ?(mbit(\/s)?|mbps)/i,
  bytes: /^ ?bytes?\b/i,
};

function unitAfter(name: string, rest: string): string | undefined {
  const unit = isFactPath(name) ? definitionOf(name).unit : undefined;
  return unit === undefined ? undefined : UNIT_WORDS[unit]?.exec(rest)?.[0].trim();
}
