/** A recovery plan in words: the way, why those before it fall away, and what is still to be found out. */
import type { PlannedNeed, PlannedWay, RecoveryPlan } from '../../accounts/index.js';
import { wrap } from '../../report/text/layout.js';
import type { Style } from '../../report/text/style.js';

export function planLines({ summary, take, next, ways, meanwhile, never, verdict }: RecoveryPlan, style: Style, columns: number): string[] {
  const { paint } = style;
  const taken = ways.findIndex(({ id }) => id === take);
  const list = (title: string, lines: readonly string[]): string[] => (lines.length === 0 ? [] : ['', paint.strong(title), ...lines.flatMap((line) => wrap(line, columns, '- '))]);
  const shown = verdict === 'way' || verdict === 'ask';
  return [
    ...wrap(summary, columns).map((line) => paint.strong(line)),
    ...(next === null ? [] : ['', ...wrap(next.question, columns, 'To find out next: ', '  '), ...wrap(next.find, columns, '  ')]),
    ...(shown ? ['', paint.strong('Ways, in this order'), ...ways.flatMap((way, index) => wayLines(way, { number: index + 1, taken: way.id === take, later: taken >= 0 && index > taken }, style, columns))] : []),
    ...list('Until then', meanwhile),
    ...list('Whatever the way', never),
  ];
}

function wayLines({ title, cost, state, why, needs }: PlannedWay, { number, taken, later }: { readonly number: number; readonly taken: boolean; readonly later: boolean }, style: Style, columns: number): string[] {
  const { signs, paint } = style;
  if (state === 'closed') return wrap(`${title} falls away: ${why ?? ''}`, columns, `${number}. `);
  const [first = '', ...rest] = wrap(`${title}${taken ? ': this one.' : '.'} ${cost}`, columns, `${number}. `);
  // What comes after the way that is open matters only when that one fails.
  if (later) return [first, ...rest];
  const sign: Readonly<Record<PlannedNeed['met'], string>> = { met: paint.good(signs.good), 'not-met': paint.bad(signs.bad), 'not-known': paint.open(signs.open) };
  return [
    taken ? paint.strong(first) : first,
    ...rest,
    ...needs.flatMap(({ sentence, met, get }) => {
      const [head = '', ...more] = wrap(get ?? sentence, columns, '     ');
      return [`   ${sign[met]} ${head.trimStart()}`, ...more];
    }),
  ];
}
