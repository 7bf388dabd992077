/** Everything that can be wrong with a folder of rules, found before any of them runs. */
import { mergeObservations } from '../facts/merge.js';
import { compileRule, judge } from './evaluate.js';
import type { LintFinding } from './front/finding.js';
import { loadRules, type LoadedRule, type LoadedRules } from './front/load.js';
import { didYouMean } from '../facts/suggest.js';
import { dangerIn } from './danger.js';
import type { Expression } from './types.js';

export { renderFinding, type LintCode, type LintFinding } from './front/finding.js';

/** Lints the folder; `knownIds` are rules that exist elsewhere (the shipped pack, for a team's own folder). Never throws for what is in the files. */
export async function lintRules(directory: string, knownIds: ReadonlySet<string> = new Set()): Promise<LintFinding[]> {
  return lintLoaded(await loadRules(directory), knownIds);
}

/** Findings of the single files and of the rules among each other, in file order. */
export function lintLoaded(loaded: LoadedRules, knownIds: ReadonlySet<string> = new Set()): LintFinding[] {
  const findings = [
    ...loaded.findings,
    ...idFindings(loaded.rules, knownIds),
    ...explainsFindings(loaded.rules, new Set([...knownIds, ...loaded.refused])),
    ...loaded.rules.flatMap((rule) => [...formFindings(rule), ...testFindings(rule), ...emptyFindings(rule), ...askedFindings(rule), ...dangerFindings(rule)]),
  ];
  return findings.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column || a.code.localeCompare(b.code));
}

export function hasErrors(findings: readonly LintFinding[]): boolean {
  return findings.some((finding) => finding.level === 'error');
}

function idFindings(rules: readonly LoadedRule[], knownIds: ReadonlySet<string>): LintFinding[] {
  const seen = new Map<string, string>();
  return rules.flatMap(({ rule, source }) => {
    const first = seen.get(rule.id) ?? (knownIds.has(rule.id) ? 'the shipped rules' : undefined);
    seen.set(rule.id, source.file);
    return first === undefined ? [] : [source.finding('R008', source.spanOf(['id']), `The id "${rule.id}" is already used in ${first}.`, { hint: 'Ids are unique across all areas and never change their meaning.' })];
  });
}

function explainsFindings(rules: readonly LoadedRule[], knownIds: ReadonlySet<string>): LintFinding[] {
  const byId = new Map(rules.map((loaded) => [loaded.rule.id, loaded]));
  const findings: LintFinding[] = [];
  for (const { rule, source } of rules) {
    for (const target of Object.keys(rule.explains)) {
      const span = source.spanOfKey(['explains'], target);
      const found = byId.get(target)?.rule;
      if (!found && !knownIds.has(target)) findings.push(source.finding('R007', span, `There is no rule "${target.slice(0, 64)}".`, { hint: didYouMean(target, [...byId.keys(), ...knownIds]) }));
      if (found?.kind === 'check') findings.push(source.finding('R007', span, `"${target}" is a check; only symptoms and causes are explained.`));
      if (found?.status === 'retired' && rule.status !== 'retired') findings.push(source.finding('R014', span, `"${target}" is retired.`));
    }
    const cycle = cycleFrom(rule.id, byId);
    if (cycle) findings.push(source.finding('R007', source.spanOf(['explains']), `The rules explain each other in a circle: ${cycle.join(' → ')}.`));
  }
  return findings;
}

/** The shortest way back to the rule itself, reported once: at the first id of the circle in alphabetical order. */
function cycleFrom(start: string, byId: ReadonlyMap<string, LoadedRule>): string[] | undefined {
  const queue: string[][] = [[start]];
  const seen = new Set<string>();
  for (let way = queue.shift(); way; way = queue.shift()) {
    for (const next of Object.keys(byId.get(way.at(-1) as string)?.rule.explains ?? {})) {
      if (next === start) return way.every((id) => id >= start) ? [...way, start] : undefined;
      if (seen.has(next)) continue;
      seen.add(next);
      queue.push([...way, next]);
    }
  }
  return undefined;
}

function formFindings({ rule, source }: LoadedRule): LintFinding[] {
  const findings: LintFinding[] = [];
  if (rule.kind === 'cause' && rule.link === undefined) findings.push(source.finding('R002', source.spanOf(['kind']), 'A cause names the link that it breaks.', { hint: 'Add "link:".' }));
  if (rule.kind !== 'cause' && Object.keys(rule.explains).length > 0) findings.push(source.finding('R007', source.spanOf(['explains']), `A ${rule.kind} explains nothing; only causes do.`));
  const audiences = rule.remedies.map((remedy) => remedy.steps);
  if (rule.kind === 'cause' && rule.severity === 'blocker' && !audiences.some((steps) => steps.homeowner)) {
    findings.push(source.finding('R012', source.spanOf(['severity']), 'A blocker needs a remedy with steps for the homeowner.', { hint: 'Where only the provider can help, the step is to call the provider, with what to say.' }));
  }
  const ids = rule.remedies.map((remedy) => remedy.id);
  ids.forEach((id, index) => {
    if (ids.indexOf(id) !== index) findings.push(source.finding('R008', source.spanOf(['remedies', index, 'id']), `The remedy "${id}" stands here twice.`));
  });
  return findings;
}

function testFindings({ rule, tests, source }: LoadedRule): LintFinding[] {
  if (rule.status === 'retired') return [];
  const wanted = ['problem', 'ok', 'unknown', ...(rule.applies ? ['not-applicable'] : [])];
  const absent = wanted.filter((verdict) => !tests.some((test) => test.expect === verdict));
  if (absent.length === 0) return [];
  return [source.finding('R009', source.spanOfKey([], tests.length > 0 ? 'tests' : 'id'), `No test expects ${absent.map((verdict) => `"${verdict}"`).join(' or ')}.`)];
}

const NOTHING = mergeObservations([]);

/** Without a single fact nothing may be decided; only a rule about what is *known* can do that, and it would answer for ever. */
function emptyFindings({ rule, source }: LoadedRule): LintFinding[] {
  const { verdict } = judge(compileRule(rule), NOTHING);
  if (verdict === 'unknown' || verdict === 'not-applicable') return [];
  return [source.finding('R010', source.spanOfKey([], 'when'), `Without any fact the rule already says "${verdict}".`, { hint: 'known() answers before anything was asked; join it with what the answer depends on.' })];
}

/**
 * `known(x)` is never unknown, so a verdict that asks it can turn round when a fact is taken away. Which source speaks where another is
 * silent is decided where facts are merged or derived, not in a rule; in supports and in a remedy's guard it does no harm.
 */
function askedFindings({ rule, source }: LoadedRule): LintFinding[] {
  const clauses = [
    ...(rule.applies ? [{ clause: rule.applies, place: ['applies'] }] : []),
    ...rule.when.map((clause, index) => ({ clause, place: ['when', rule.match, index, 'cel'] })),
  ];
  return clauses.flatMap(({ clause, place }) =>
    asksKnown(clause.ast) ? [source.finding('R019', source.spanOf(place), 'A verdict must not hang on whether a fact is known.', { hint: 'Read the fact itself, or a derived one such as outside.answers: unknown then stays unknown.' })] : [],
  );
}

function asksKnown([op, ...args]: Expression): boolean {
  return op === 'known' || args.some((arg) => Array.isArray(arg) && typeof arg[0] === 'string' && asksKnown(arg as unknown as Expression));
}

function dangerFindings({ rule, source }: LoadedRule): LintFinding[] {
  return rule.remedies.flatMap((remedy, index) =>
    Object.entries(remedy.steps).flatMap(([audience, steps]) =>
      (steps ?? []).flatMap((step, position) => {
        const danger = dangerIn(step);
        return danger === undefined ? [] : [source.finding('R018', source.spanOf(['remedies', index, 'steps', audience, position]), danger, { level: 'warning' })];
      }),
    ),
  );
}
