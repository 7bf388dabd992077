/** Text of `rules explain`. */
import { collectFacts } from '../doctor.js';
import { DoctorError } from '../errors.js';
import { Facts } from '../facts/merge.js';
import { wrap } from '../report/text/layout.js';
import type { Style } from '../report/text/style.js';
import { compilePack } from '../rules/evaluate.js';
import { explainRule, type RuleExplanation } from '../rules/explain.js';
import { didYouMean } from '../rules/front/suggest.js';
import type { Rule, RulePack } from '../rules/types.js';
import { deliver, formatOf, packFor, styleOf } from './common.js';
import { fixtureHome } from './fixture-home.js';
import { text, type Arguments } from './options.js';

export async function explainRuleCommand(args: Arguments): Promise<void> {
  const pack = await packFor(args);
  const id = text(args, 'id') ?? '';
  const rule = pack.rules.find((candidate) => candidate.id === id);
  if (!rule) throw new DoctorError(`There is no rule "${id.slice(0, 64)}".`, { hint: didYouMean(id, pack.rules.map((known) => known.id)) ?? 'Run "nvr-doctor rules list" to see them all.' });
  const network = text(args, 'network');
  const facts = network === undefined ? undefined : await factsOf(network, pack);
  const explanation = explainRule(compilePack(pack), id, facts ?? new Facts(new Map()));
  if (formatOf(args) === 'json') {
    await deliver(args, `${JSON.stringify(facts ? { rule, explanation } : { rule }, null, 2)}\n`);
    return;
  }
  const style = await styleOf(args);
  await deliver(args, `${[...describeRule(rule, explanation, style), ...(facts && explanation ? ['', ...describeRun(explanation, style)] : [])].join('\n')}\n`);
}

async function factsOf(network: string, pack: RulePack): Promise<Facts> {
  const { home } = await fixtureHome(network);
  try {
    return (await collectFacts({ network: home.network, options: home.options, answers: home.answers, pack })).facts;
  } finally {
    home.close();
  }
}

function describeRule(rule: Rule, explanation: RuleExplanation | undefined, { columns, paint, signs }: Style): string[] {
  const list = (title: string, items: readonly string[]): string[] => (items.length === 0 ? [] : [paint.strong(title), ...items.flatMap((item) => wrap(item, columns, `  ${signs.bullet} `))]);
  return [
    ...wrap(rule.title, columns).map(paint.strong),
    ...wrap(`${rule.id}, a ${rule.kind} of severity ${rule.severity}, at best ${rule.confidence}${rule.link ? `; breaks the link ${rule.link}` : ''}; ways: ${rule.paths.join(', ') || 'none'}`, columns, '  '),
    ...list('Applies only if', rule.applies ? [rule.applies.is] : []),
    ...list(rule.match === 'all' ? 'Present when all of these hold' : 'Present when one of these holds', rule.when.map((clause) => clause.is)),
    ...list('More likely when', rule.supports.map((clause) => clause.is)),
    ...list('Explains', Object.entries(rule.explains).map(([id, strength]) => `${id} (${strength})`)),
    ...list('Follows from', explanation?.explainedBy ?? []),
    ...list('Reads', explanation?.reads ?? []),
    ...rule.remedies.flatMap((remedy) => [
      paint.strong(`Remedy: ${remedy.title} [exposure: ${remedy.exposure}]`),
      ...Object.entries(remedy.steps).flatMap(([audience, steps]) => steps.flatMap((step, index) => wrap(step, columns, `  ${audience} ${index + 1}. `, '    '))),
      ...remedy.risks.flatMap((risk) => wrap(risk, columns, '  mind: ', '    ')),
    ]),
    ...list('References', rule.references),
  ];
}

function describeRun(explanation: RuleExplanation, { columns, paint, signs }: Style): string[] {
  const minus = (line: string): string => (signs.good === '✓' ? line : line.replace(/^−/, '-'));
  return [
    paint.strong(`In this home: ${explanation.verdict}`),
    ...(explanation.sentence === undefined ? [] : wrap(explanation.sentence, columns, '  ')),
    ...explanation.lines.flatMap((line) => wrap(minus(line.text), columns, '  ', '    ')),
    ...(explanation.whyNot === undefined ? [] : wrap(explanation.whyNot, columns, '  ')),
  ];
}
