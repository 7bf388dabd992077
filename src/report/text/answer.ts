/** The homeowner's answer: one cause, one thing to do, at most 24 lines at 80 columns; a healthy home takes three. */
import type { Report, ReportCause, ReportNext } from '../document.js';
import { displayWidth, truncate, wrap } from './layout.js';
import { notices } from './notices.js';
import { drawLine, drawPicture, pathToDraw } from './picture.js';
import { DEFAULT_COLUMNS, forTerminal, type Style } from './style.js';
import { uncheckedLine } from './unchecked.js';

/** One line fewer than the usual terminal has: the next prompt must not push the first sentence off the screen. */
const MOST_LINES = 23;
const MOST_STEPS = 5;
const MOST_SUSPECTS = 2;
const MORE = 'More: nvr-doctor --verbose';

/** A paragraph; the one with the highest `spare` goes first when there are too many lines. 0 never goes. */
interface Block {
  readonly spare: number;
  readonly lines: (columns: number) => string[];
  /** An empty line before it. */
  readonly apart?: boolean;
  /** Stands below the answer: the first of these has an empty line before it where there is room for one. */
  readonly foot?: boolean;
}

/** @param accepted rule ids that somebody has agreed to live with: they are not what is noticed first */
export function renderAnswer(whole: Report, style: Style, accepted: ReadonlySet<string> = new Set()): string {
  const report = { ...whole, notes: whole.notes.filter((note) => !accepted.has(note.id)) };
  const blocks = report.verdict === 'healthy' ? healthy(report, style) : report.verdict === 'problem' ? problem(report, style) : inconclusive(report, style);
  if (report.interrupted) blocks.unshift({ spare: 0, lines: (columns) => wrap('Stopped early: this is what was found until then.', columns) });
  // What to leave out is decided at 80 columns or more: on a narrow screen the answer gets longer, not poorer.
  const kept = fit(blocks, Math.max(style.columns, DEFAULT_COLUMNS));
  const foot = kept.findIndex((block) => block.foot);
  const roomy = kept.map((block, index) => (index === foot ? { ...block, apart: true } : block));
  const shown = layOut(roomy, Math.max(style.columns, DEFAULT_COLUMNS)).length <= MOST_LINES ? roomy : kept;
  return forTerminal(`${layOut(shown, style.columns).join('\n')}\n`, style);
}

function layOut(blocks: readonly Block[], columns: number): string[] {
  return blocks.flatMap((block, index) => (block.apart && index > 0 ? ['', ...block.lines(columns)] : block.lines(columns)));
}

function fit(blocks: readonly Block[], columns: number): readonly Block[] {
  let kept = blocks;
  while (layOut(kept, columns).length > MOST_LINES) {
    const most = Math.max(...kept.map((block) => block.spare));
    if (most === 0) break;
    kept = kept.filter((block) => block.spare !== most);
  }
  return kept;
}

function healthy(report: Report, style: Style): Block[] {
  const path = pathToDraw(report);
  const [note, ...others] = report.notes;
  const [last, more] = note ? [`Noticed: ${note.title}`, others.length > 0 ? `${others.length} more: --verbose` : 'See --verbose.'] : ['The app on the phone cannot be seen from here', MORE];
  const room = (columns: number): number => Math.max(columns, DEFAULT_COLUMNS) - displayWidth(more) - 2;
  return [
    headline(report, style),
    ...(path ? [{ spare: 0, lines: (columns: number) => pictureOrLine(path, style, columns) }] : []),
    { spare: 0, lines: (columns) => wrap(`${sentence(truncate(last, room(columns), style.signs.ellipsis))} ${more}`, columns).map(style.paint.quiet) },
  ];
}

function pictureOrLine(path: Report['paths'][number], style: Style, columns: number): string[] {
  const plain = drawLine(path, { ...style, paint: { ...style.paint, good: (text) => text } });
  return displayWidth(plain) <= columns ? [drawLine(path, style)] : drawPicture(path, { ...style, columns });
}

function problem(report: Report, style: Style): Block[] {
  const [cause, second] = report.causes;
  return [
    headline(report, style),
    ...picture(report, style),
    ...(cause ? [...why(cause, style), ...whatToDo(cause, style)] : []),
    ...(second ? [{ spare: 1, apart: true, lines: (columns: number) => wrap(`There is a second problem: ${sentence(second.title)} Run nvr-doctor again when this one is solved.`, columns) }] : []),
    ...footer(report, style),
  ];
}

function why(cause: ReportCause, style: Style): Block[] {
  const label = `Why (${cause.confidence.word}): `;
  const seen = cause.because.slice(0, 2).map((reason) => reason.clause);
  return [
    { spare: 0, apart: true, lines: (columns) => strongLabel(wrap(sentence(cause.sentence), columns, label, '  '), label, style) },
    ...(seen.length > 0 ? [{ spare: 4, lines: (columns: number) => wrap(`Seen: ${seen.join('; ')}.`, columns, '  ') }] : []),
  ];
}

function whatToDo(cause: ReportCause, style: Style): Block[] {
  const [remedy, other] = cause.remedies;
  if (!remedy) return [{ spare: 0, apart: true, lines: (columns) => wrap('Nothing that you could do at home would mend this for certain. Show this answer to your installer.', columns) }];
  const steps = stepsOf(remedy.steps).slice(0, MOST_STEPS);
  const label = 'Do this now: ';
  const risk = remedy.risks[0];
  return [
    { spare: 0, apart: true, lines: (columns) => strongLabel(wrap(sentence(remedy.title), columns, label, '  '), label, style) },
    { spare: 0, lines: (columns) => steps.flatMap((step, index) => wrap(step, columns, `  ${index + 1}. `)) },
    ...(risk === undefined ? [] : [{ spare: 3, lines: (columns: number) => wrap(sentence(risk), columns, '  Mind: ', '     ') }]),
    ...(other ? [{ spare: 5, lines: (columns: number) => wrap(sentence(other.title), columns, 'If you cannot: ', '  ') }] : []),
  ];
}

/** The steps of a remedy for the person at home; where there are none, somebody else's. */
export function stepsOf(steps: Readonly<Record<string, readonly string[]>>): readonly string[] {
  return steps['homeowner'] ?? steps['installer'] ?? Object.values(steps)[0] ?? [];
}

function inconclusive(report: Report, style: Style): Block[] {
  const suspects = suspectsToName(report);
  return [
    headline(report, style),
    ...picture(report, style),
    ...(suspects.length > 0
      ? [{ spare: 2, apart: true, lines: (columns: number) => [style.paint.strong('It may be:'), ...suspects.flatMap((suspect) => wrap(suspect.title, columns, `  ${style.signs.bullet} `))] }]
      : []),
    ...(report.next.length > 0
      ? [{ spare: 0, apart: true, lines: (columns: number) => [style.paint.strong(isElsewhere(report) ? 'To find out, at that home:' : 'To find out:'), ...nextTexts(report).flatMap((text, index) => wrap(text, columns, `  ${index + 1}. `))] }]
      : []),
    ...footer(report, style),
  ];
}

/** With this computer offline every suspicion is about the computer, so none is named. */
export function suspectsToName(report: Report): Report['suspects'] {
  return report.facts['host.address']?.value === null ? [] : report.suspects.slice(0, MOST_SUSPECTS);
}

/** The option that gives the answer without a prompt. */
const OPTION_OF: Readonly<Record<string, string>> = {
  'access.method': '--method',
  'access.host': '--app-host',
  'access.port': '--app-port',
  'access.worksAtHome': '--works-at-home',
  'access.worksAway': '--works-away',
  'access.worksOnOtherDevice': '--works-on-other-device',
  'access.changed': '--changed',
  'access.password': '--password-forgotten where nobody does',
  'access.passwordTraits': '--password-is',
  'access.strange': '--strange',
  'access.message': '--message',
  'access.recorderScreen': '--recorder-screen',
};

/** Whether the answer is given away from the home, from a file: whoever reads it can ask the person, and try what an answer would mean. */
const isElsewhere = (report: Report): boolean => report.source.kind === 'bundle';

/** What would tell more, and how to say it to nvr-doctor; each once. */
export function nextTexts(report: Report): string[] {
  return [...new Set(report.next.map((next) => nextText(next, isElsewhere(report))))];
}

export function nextText(next: ReportNext, elsewhere: boolean): string {
  if (next.kind === 'probe' || next.fact === undefined) return next.text;
  if (elsewhere) return `${next.text} (What an answer would mean: --what-if ${next.fact}=VALUE.)`;
  const option = OPTION_OF[next.fact];
  return option === undefined ? next.text : `${next.text} (Answer with ${option}.)`;
}

function headline(report: Report, style: Style): Block {
  const { signs, paint } = style;
  const [sign, colour] = report.verdict === 'healthy' ? [signs.good, paint.good] : report.verdict === 'problem' ? [signs.bad, paint.bad] : [signs.open, paint.open];
  return { spare: 0, lines: (columns) => wrap(report.summary, columns, `${sign} `).map((line, index) => (index === 0 ? colour(sign) + paint.strong(line.slice(sign.length)) : paint.strong(line))) };
}

function picture(report: Report, style: Style): Block[] {
  const path = pathToDraw(report);
  return path ? [{ spare: 0, apart: true, lines: (columns) => drawPicture(path, { ...style, columns }) }] : [];
}

function footer(report: Report, style: Style): Block[] {
  const notes = notesToName(report);
  const [note] = notes;
  const more = notes.length - 1;
  const quiet = (lines: string[]): string[] => lines.map(style.paint.quiet);
  const told = notices(report);
  return [
    ...told.map((line) => ({ spare: 0, foot: true, lines: (columns: number) => wrap(line, columns) })),
    ...(note ? [{ spare: 6, foot: true, lines: (columns: number) => wrap(`Also noticed: ${sentence(note.title)}${more > 0 ? ` (${more} more)` : ''}`, columns) }] : []),
    {
      spare: 0,
      foot: true,
      lines: (columns) => {
        const line = uncheckedLine(report, Math.max(columns, DEFAULT_COLUMNS));
        return quiet([...(line === undefined ? [] : wrap(line, columns)), ...wrap(MORE, columns)]);
      },
    },
  ];
}

/** Below a cause, advice about habits would only lead away from the one step to take; --verbose has it. */
export function notesToName(report: Report): Report['notes'] {
  return report.causes.length > 0 ? report.notes.filter((note) => note.severity !== 'info') : report.notes;
}

function strongLabel(lines: string[], label: string, { paint }: Style): string[] {
  return lines.map((line, index) => (index === 0 ? paint.strong(label.trimEnd()) + line.slice(label.trimEnd().length) : line));
}

/** With a full stop where it has no end yet. */
export function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
