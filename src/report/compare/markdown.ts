/** The comparison for a ticket. Device texts are inert: no markup, no link, no table cell of their own. */
import type { CompareNames } from './text.js';
import type { Comparison } from './types.js';
import { CLASS_MEANING, CLASS_WORDS, RESULT_WORDS, shownItems, sideWords } from './words.js';

export function comparisonMarkdown(comparison: Comparison, names: CompareNames): string {
  const { result, old, new: now, home, limits, explanation, facts } = comparison;
  const shown = shownItems(comparison).filter((item) => item.class !== 'same' || item.role.new === 'cause');
  const why = facts.filter((fact) => explanation.facts.includes(fact.path));
  const sections = [
    `## ${RESULT_WORDS[result]}`,
    table(['', 'made', 'verdict', 'causes'], [
      [`old: ${names.old}`, old.startedAt, old.verdict, old.causes.join(', ')],
      [`new: ${names.new}`, now.startedAt, now.verdict, now.causes.join(', ')],
    ]),
    ...(home.same === 'no' ? [`**Two different homes or recorders:** ${escape(home.because.join(', '))}.`] : []),
    ...limits.map(escape),
    ...(shown.length > 0 ? [`### What became of it\n\n${table(['', 'rule', 'what it means'], shown.map((item) => [CLASS_WORDS[item.class], `${item.title} (${item.id})`, CLASS_MEANING[item.class]]))}`] : []),
    ...(why.length > 0 ? [`### Why the answer changed\n\n${table(['fact', 'old', 'new', 'source'], why.map((fact) => [fact.path, sideWords(fact.path, fact.old), sideWords(fact.path, fact.new), fact.new.source ?? fact.old.source ?? '']))}`] : []),
  ];
  return `${sections.join('\n\n')}\n`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escape).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

/** Every sign that Markdown or HTML could take for markup, as an entity or behind a backslash (CommonMark 2.4). */
function escape(text: string): string {
  return text.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? '').replace(/[\\`*_{}[\]()#+!|~]/g, '\\$&').replace(/:\/\//g, ':&#47;&#47;').replace(/@/g, '&#64;').replace(/www\./gi, 'www&#46;');
}
