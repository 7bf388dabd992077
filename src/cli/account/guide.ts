/** A procedure at the recorder's own screen as data: what to open, what to choose, and how to see that it worked. On paper each step has a box. */
import type { Guide, GuideStep } from '../../accounts/guide/types.js';
import { wrap } from '../../report/text/layout.js';

export type { Guide, GuideStep };

/** Plain lines, at most `columns` wide. */
export function paperGuide({ title, before, steps, checks }: Guide, columns: number): string[] {
  return [
    title,
    '='.repeat(Math.min(title.length, columns)),
    '',
    ...before.flatMap((line) => wrap(line, columns, '- ')),
    ...steps.flatMap((step, index) => ['', ...wrap(`${index + 1}. ${step.title}`, columns), ...stepLines(step, columns)]),
    ...(checks.length === 0 ? [] : ['', 'Afterwards', ...checks.flatMap((line) => wrap(line, columns, '   [ ] '))]),
  ];
}

export function stepLines({ steps, note, check, stop }: GuideStep, columns: number): string[] {
  const under = (label: string, line: string | undefined): string[] => (line === undefined ? [] : wrap(line, columns, `       ${label}: `, '       '));
  return [...steps.flatMap((line) => wrap(line, columns, '   [ ] ')), ...under('Note', note), ...under('Worked', check), ...under('Stop', stop)];
}
