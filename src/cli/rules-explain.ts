/** `rules explain`: one rule in words, and what it says about one home. */
import { collectFacts } from '../doctor.js';
import { DoctorError } from '../errors.js';
import { inputsOf } from '../facts/derived.js';
import { definitionOf, type FactPath } from '../facts/dictionary.js';
import { Facts, mergeObservations } from '../facts/merge.js';
import type { Report } from '../report/document.js';
import { observationsOf } from '../report/restore.js';
import { PROBES } from '../probes/index.js';
import type { Probe } from '../probes/probe.js';
import { wrap } from '../report/text/layout.js';
import type { Style } from '../report/text/style.js';
import { compilePack, judge } from '../rules/evaluate.js';
import { explainRule, type RuleExplanation } from '../rules/explain.js';
import { didYouMean } from '../facts/suggest.js';
import { changeSince } from '../rules/replay.js';
import type { Rule, RulePack } from '../rules/types.js';
import { deliver, formatOf, notice, packFor, styleOf } from './common.js';
import { fixtureHome } from './fixture-home.js';
import { flag, text, type Arguments } from './options.js';
import { inputName, readInput } from './read-input.js';

/** Where the facts come from, and how the run is headed. */
interface Scene {
  readonly facts: Facts;
  readonly head: 'In this home' | 'In this report';
  /** What stands in the report besides its facts; absent for a home and for a facts file. */
  readonly then?: Report;
}

export async function explainRuleCommand(args: Arguments): Promise<void> {
  const pack = await packFor(args);
  const id = text(args, 'id') ?? '';
  const rule = pack.rules.find((candidate) => candidate.id === id);
  if (!rule) throw new DoctorError(`There is no rule "${id.slice(0, 64)}".`, { hint: didYouMean(id, pack.rules.map((known) => known.id)) ?? 'Run "nvr-doctor rules list" to see them all.' });
  const scene = await sceneOf(args, pack);
  if (flag(args, 'why-not') && !scene) throw new DoctorError('--why-not needs a home to look at.', { hint: `For example: nvr-doctor rules explain ${id} report.json --why-not` });
  const compiled = compilePack(pack);
  const explanation = explainRule(compiled, id, scene?.facts ?? new Facts(new Map())) as RuleExplanation;
  const since = scene?.then ? sinceReport(scene.then, compiled, rule, scene.facts, pack) : [];
  if (formatOf(args) === 'json') {
    const reads = explanation.reads.map((path) => ({ path, title: definitionOf(path).title, from: waysTo(path) }));
    await deliver(args, `${JSON.stringify({ rule, reads, explainedBy: explanation.explainedBy, ...(scene ? { explanation, since } : {}) }, null, 2)}\n`);
    return;
  }
  const style = await styleOf(args);
  const parts = !scene ? describeRule(rule, explanation, style) : flag(args, 'why-not') ? describeWhyNot(explanation, style) : [...describeRule(rule, explanation, style), '', ...describeRun(explanation, scene, since, style)];
  await deliver(args, `${parts.join('\n')}\n`);
}

/** @throws DoctorError where both a report and a network are given: they would be two homes */
async function sceneOf(args: Arguments, pack: RulePack): Promise<Scene | undefined> {
  const report = text(args, 'report');
  const network = text(args, 'network');
  if (report !== undefined && network !== undefined) throw new DoctorError('A report and --network are two homes.', { hint: 'Give one of them.' });
  if (report !== undefined) {
    const input = await readInput(report);
    for (const line of input.notices) notice(args, `${inputName(report)}: ${line}`);
    if (input.kind === 'facts') return { facts: mergeObservations(input.observations), head: 'In this report' };
    return { facts: mergeObservations(observationsOf(input.report)), head: 'In this report', then: input.report };
  }
  if (network === undefined) return undefined;
  const { home } = await fixtureHome(network);
  try {
    return { facts: (await collectFacts({ network: home.network, options: home.options, answers: home.answers, pack })).facts, head: 'In this home' };
  } finally {
    home.close();
  }
}

/** What the report said then, where today's rules say something else. */
function sinceReport(report: Report, compiled: ReturnType<typeof compilePack>, rule: Rule, facts: Facts, pack: RulePack): string[] {
  const compiledRule = compiled.rules.find((candidate) => candidate.rule.id === rule.id);
  const change = compiledRule && changeSince(report.rules.find((recorded) => recorded.id === rule.id), judge(compiledRule, facts));
  if (change === undefined) return [];
  const { version, sha256 } = report.tool.rules;
  return [`${change}${sha256 === pack.sha256 ? '' : ` It was made with rules ${version} (${sha256.slice(0, 12)}); these are ${pack.version} (${pack.sha256.slice(0, 12)}).`}`];
}

const TOUCHES: Readonly<Record<Probe['touches'], string>> = {
  nothing: 'looks at this computer only',
  lan: 'asks devices in the house',
  internet: 'asks servers on the internet',
  'recorder-login': 'signs in to the recorder once',
  'outside-helper': 'a helper outside tries one port; only with --outside',
};

/** Who can tell a fact: probes with what they touch, or the person. */
function waysTo(path: FactPath): { readonly from: string; readonly consent: string }[] {
  const inputs = inputsOf(path);
  const probes = PROBES.filter((probe) => inputs.some((input) => probe.provides.includes(input)));
  const person = inputs.some((input) => definitionOf(input).sources.includes('user'));
  return [...probes.map((probe) => ({ from: probe.id, consent: TOUCHES[probe.touches] })), ...(person ? [{ from: 'you', consent: 'a question, or an option' }] : [])];
}

function readLine(path: FactPath): string {
  const ways = waysTo(path).map(({ from, consent }) => `${from} (${consent})`);
  return `${path}: ${definitionOf(path).title}; from ${ways.join(' or ') || 'a settings file'}`;
}

function describeRule(rule: Rule, explanation: RuleExplanation, { columns, paint, signs }: Style): string[] {
  const list = (title: string, items: readonly string[]): string[] => (items.length === 0 ? [] : [paint.strong(title), ...items.flatMap((item) => wrap(item, columns, `  ${signs.bullet} `))]);
  return [
    ...wrap(rule.title, columns).map(paint.strong),
    ...wrap(`${rule.id}, a ${rule.status === 'draft' ? 'draft of a ' : ''}${rule.kind} of severity ${rule.severity}, at best ${rule.confidence}${rule.link ? `; breaks the link ${rule.link}` : ''}; ways: ${rule.paths.join(', ') || 'none'}`, columns, '  '),
    ...list('Applies only if', rule.applies ? [rule.applies.is] : []),
    ...list(rule.match === 'all' ? 'Present when all of these hold' : 'Present when one of these holds', rule.when.map((clause) => clause.is)),
    ...list('More likely when', rule.supports.map((clause) => clause.is)),
    ...list('Explains', Object.entries(rule.explains).map(([id, strength]) => `${id} (${strength})`)),
    ...list('Follows from', explanation.explainedBy),
    ...list('Looks at', explanation.reads.map(readLine)),
    ...rule.remedies.flatMap((remedy) => [
      paint.strong(`Remedy: ${remedy.title} [exposure: ${remedy.exposure}]`),
      ...Object.entries(remedy.steps).flatMap(([audience, steps]) => steps.flatMap((step, index) => wrap(step, columns, `  ${audience} ${index + 1}. `, '    '))),
      ...remedy.risks.flatMap((risk) => wrap(risk, columns, '  mind: ', '    ')),
    ]),
    ...list('References', rule.references),
  ];
}

function describeRun(explanation: RuleExplanation, { head }: Scene, since: readonly string[], style: Style): string[] {
  const { columns, paint } = style;
  return [
    paint.strong(`${head}: ${explanation.verdict}`),
    ...(explanation.sentence === undefined ? [] : wrap(explanation.sentence, columns, '  ')),
    ...explanation.lines.flatMap((line) => wrap(plainMinus(line.text, style), columns, '  ', '    ')),
    ...(explanation.whyNot === undefined ? [] : wrap(plainMinus(explanation.whyNot, style), columns, '  ')),
    ...settling(explanation, style),
    ...since.flatMap((line) => wrap(line, columns, '  ')),
  ];
}

function describeWhyNot(explanation: RuleExplanation, style: Style): string[] {
  const { columns, paint } = style;
  return [paint.strong(`${explanation.id}: ${explanation.verdict}`), ...wrap(plainMinus(explanation.whyNot ?? 'It is a problem there.', style), columns, '  '), ...settling(explanation, style)];
}

function settling({ missing }: RuleExplanation, { columns, signs }: Style): string[] {
  return missing.length === 0 ? [] : ['  It would be settled by', ...missing.flatMap(({ fact }) => wrap(readLine(fact), columns, `    ${signs.bullet} `))];
}

function plainMinus(line: string, { signs }: Style): string {
  return signs.good === '✓' ? line : line.replaceAll('−', '-');
}
