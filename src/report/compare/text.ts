/** The comparison for a terminal. */
import { padEnd, truncate, wrap } from '../text/layout.js';
import { forTerminal, type Style } from '../text/style.js';
import type { ChangeClass, ComparedFact, ComparedItem, ComparedReport, Comparison, RulesEffect } from './types.js';
import { CLASS_MEANING, CLASS_WORDS, RESULT_WORDS, shownItems, sideWords } from './words.js';

export interface CompareNames {
  readonly old: string;
  readonly new: string;
}

/** Without `verbose` the facts that explain nothing are only counted. */
export function renderComparison(comparison: Comparison, names: CompareNames, style: Style, verbose = false): string {
  const parts = [head(comparison, names, style), warnings(comparison, style), items(comparison, style), explanation(comparison, style), facts(comparison, style, verbose), lost(comparison, style), byRules(comparison, names, style, verbose)];
  return forTerminal(`${parts.filter((lines) => lines.length > 0).map((lines) => lines.join('\n')).join('\n\n')}\n`, style);
}

function head({ result, old, new: now }: Comparison, names: CompareNames, style: Style): string[] {
  const paint = { better: style.paint.good, same: style.paint.good, worse: style.paint.bad, 'cannot-tell': style.paint.open }[result];
  const sign = { better: style.signs.good, same: style.signs.good, worse: style.signs.bad, 'cannot-tell': style.signs.open }[result];
  const line = (label: string, name: string, report: ComparedReport): string[] =>
    wrap(`${name} (${report.startedAt.slice(0, 16).replace('T', ' ')} UTC): ${report.verdict}${report.causes.length > 0 ? `, ${report.causes.join(', ')}` : ''}`, style.columns, label, '     ');
  return [paint(`${sign} ${RESULT_WORDS[result]}`), ...line('old  ', names.old, old), ...line('new  ', names.new, now)];
}

function warnings({ home, limits }: Comparison, style: Style): string[] {
  const other = home.same === 'no' ? [`These are two different homes or recorders: ${home.because.join(', ')}. What differs may have nothing to do with time.`] : [];
  return [...other, ...limits].flatMap((line) => wrap(line, style.columns, `${style.signs.open} `).map(style.paint.open));
}

function paintOf(changed: ChangeClass, style: Style): (text: string) => string {
  switch (changed) {
    case 'new':
    case 'worse':
    case 'unknown-to-problem':
      return style.paint.bad;
    case 'problem-to-unknown':
    case 'ok-to-unknown':
      return style.paint.open;
    case 'gone':
    case 'better':
    case 'unknown-to-ok':
      return style.paint.good;
    case 'same':
      return style.paint.quiet;
  }
}

function items(comparison: Comparison, style: Style): string[] {
  const shown = shownItems(comparison).filter((item) => item.class !== 'same' || item.role.old === 'cause' || item.role.new === 'cause');
  if (shown.length === 0) return [];
  return [style.paint.strong('What became of it'), ...shown.flatMap((item) => itemLines(item, style))];
}

function itemLines(item: ComparedItem, style: Style): string[] {
  const role = item.role.new === 'none' ? item.role.old : item.role.new;
  const said = wrap(`${item.title} (${role} ${item.id})`, style.columns, `  ${CLASS_WORDS[item.class]}: `, '    ');
  const meaning = CLASS_MEANING[item.class] === '' ? [] : wrap(CLASS_MEANING[item.class], style.columns, '    ');
  return [...said.map(paintOf(item.class, style)), ...meaning.map(style.paint.quiet)];
}

function explanation({ explanation: found, facts: all, old, new: now }: Comparison, style: Style): string[] {
  const changed = old.verdict !== now.verdict || old.causes.join() !== now.causes.join();
  if (!changed) return [];
  if (!found.found) return wrap('No set of changed facts turns the old answer into the new one.', style.columns);
  const hidden = found.facts.filter((path) => !all.some((fact) => fact.path === path));
  const also = all.filter((fact) => !found.facts.includes(fact.path) && found.causes.some((cause) => cause.alsoRead.includes(fact.path)));
  return [
    style.paint.strong('Why the answer changed'),
    ...all.filter((fact) => found.facts.includes(fact.path)).flatMap((fact) => factLines(fact, style)),
    ...(hidden.length > 0 ? wrap(`masked values that changed: ${hidden.join(', ')}`, style.columns, '  ', '    ') : []),
    ...wrap(`${found.minimal ? 'Tried with the same rules: this alone, put into the old report, gives the new answer.' : 'This is enough for the new answer; the search for less was ended.'}`, style.columns, '  ').map(style.paint.quiet),
    ...(found.causes.length > 1 ? found.causes.flatMap((cause) => wrap(`${cause.id} ${CLASS_WORDS[cause.class]}: ${cause.facts.join(', ')}`, style.columns, '  ', '    ')) : []),
    ...(also.length > 0 ? [style.paint.strong('Changed as well, and read by the rules of these causes'), ...also.flatMap((fact) => factLines(fact, style))] : []),
  ];
}

function factLines({ path, old, new: now }: ComparedFact, style: Style): string[] {
  const sources = [old.source, now.source].filter((source) => source !== undefined);
  const told = new Set(sources).size === 1 ? `${sources[0]}` : sources.join(', then ');
  return wrap(`${sideWords(path, old)} ${style.signs.line}> ${sideWords(path, now)}${told === '' ? '' : ` [${told}]`}`, style.columns, `  ${padEnd(truncate(path, 34, style.signs.ellipsis), 34)} `, '      ');
}

function facts({ facts: all, explanation: { causes } }: Comparison, style: Style, verbose: boolean): string[] {
  const others = all.filter((fact) => !fact.explains && !causes.some((cause) => cause.alsoRead.includes(fact.path)));
  if (others.length === 0) return [];
  if (!verbose) return wrap(`${others.length} other ${others.length === 1 ? 'fact' : 'facts'} changed without a part in it: --verbose lists them.`, style.columns).map(style.paint.quiet);
  const sameValue = others.filter((fact) => fact.change === 'source');
  return [style.paint.strong('Also changed'), ...others.filter((fact) => fact.change !== 'source').flatMap((fact) => factLines(fact, style)), ...(sameValue.length > 0 ? wrap(`same value from other sources: ${sameValue.map((fact) => fact.path).join(', ')}`, style.columns, '  ', '    ') : [])];
}

/** What is nowhere shown but was decided before: a new gap is news even where nothing is wrong. */
function lost({ items: all }: Comparison, style: Style): string[] {
  const ids = all.filter((item) => item.class === 'ok-to-unknown' && item.role.old === 'none' && item.role.new === 'none').map((item) => item.id);
  return ids.length === 0 ? [] : wrap(`Ruled out before and open now: ${ids.join(', ')}`, style.columns, '', '  ').map(style.paint.open);
}

function byRules({ byRules: effects }: Comparison, names: CompareNames, style: Style, verbose: boolean): string[] {
  const lines = ([[names.old, effects.old], [names.new, effects.new]] as const).flatMap(([name, effect]) => ruleLines(name, effect, style, verbose));
  if (lines.length > 0) return [style.paint.strong('Because of the rules, not of the home'), ...lines];
  const others = [...(effects.old.sameRules ? [] : [names.old]), ...(effects.new.sameRules ? [] : [names.new])];
  return others.length === 0 ? [] : wrap(`Other rules judged ${[...new Set(others)].join(' and ')} then; by the rules of this version the answer is the same.`, style.columns).map(style.paint.quiet);
}

function ruleLines(name: string, { verdict, causes, rules }: RulesEffect, style: Style, verbose: boolean): string[] {
  const answer = (word: string, ids: readonly string[]): string => `${word}${ids.length > 0 ? ` (${ids.join(', ')})` : ''}`;
  const changed = verdict.then !== verdict.now || causes.then.join() !== causes.now.join();
  return [
    ...(changed ? wrap(`${name}: its rules said ${answer(verdict.then, causes.then)}; the rules of this version say ${answer(verdict.now, causes.now)}.`, style.columns, '  ', '    ') : []),
    ...(verbose ? rules.flatMap(({ id, then, now }) => wrap(`${name}: ${id} ${then ?? 'absent'} ${style.signs.line}> ${now ?? 'absent'}`, style.columns, '  ', '    ')) : []),
  ];
}
