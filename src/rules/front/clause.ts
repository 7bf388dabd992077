/** One `cel:` text → a clause of the pack, with every problem at its place in the file. */
import type { Clause } from '../types.js';
import { parseCel, Refused, type CelProblem } from './cel.js';
import { celSpan, styleProblem } from './cel-position.js';
import type { LintFinding } from './finding.js';
import { impliedNotNull } from './narrow.js';
import type { Source, Step } from './source.js';
import { translate } from './translate.js';

export interface ClauseOutcome {
  /** Absent where the text is refused. */
  readonly clause?: Clause;
  readonly findings: readonly LintFinding[];
}

/** What the clauses before this one have made sure, see `narrow`. */
export type NotNull = ReadonlySet<string>;

export function readClause(source: Source, path: readonly Step[], is: string, cel: string, notNull: NotNull): ClauseOutcome {
  const style = styleProblem(source, path);
  if (style) return { findings: [source.finding('R001', source.spanOf(path), style.message, { hint: style.hint })] };
  const { ast, reads, problems } = checkCel(cel, notNull);
  const findings = problems.map((problem) =>
    source.finding(problem.code, celSpan(source, path, problem.start, problem.end), problem.message, { hint: problem.hint, ...(problem.level ? { level: problem.level } : {}) }),
  );
  return ast ? { clause: { is, cel, ast, reads }, findings } : { findings };
}

export interface CheckedCel {
  readonly ast?: Clause['ast'];
  readonly reads: Clause['reads'];
  readonly problems: readonly CelProblem[];
}

/** Without a file: for tests of the language itself. */
export function checkCel(cel: string, notNull: NotNull = new Set()): CheckedCel {
  const parsed = parseCel(cel);
  if ('code' in parsed) return { reads: [], problems: [parsed] };
  try {
    const { ir, reads, isBoolean, problems } = translate(parsed.tree, notNull);
    const types = parsed.check();
    const whole = { start: parsed.tree.start, end: parsed.tree.end };
    const all: CelProblem[] = types ? [types] : [...problems];
    if (!types && !isBoolean) all.push({ code: 'R006', ...whole, message: 'A clause must be true or false.' });
    if (!types && reads.length === 0) all.push({ code: 'R006', ...whole, message: 'The clause looks at no fact.' });
    return all.some((problem) => problem.level !== 'warning') ? { reads, problems: all } : { ast: ir, reads, problems: all };
  } catch (error) {
    if (error instanceof Refused) return { reads: [], problems: [error.problem] };
    throw error;
  }
}

/** What holds for the clauses after this one: in `all` this one is true by then, in `any` it is false. */
export function narrowed(notNull: NotNull, clause: Clause | undefined, truth: boolean): NotNull {
  return clause ? new Set([...notNull, ...impliedNotNull(clause.ast, truth)]) : notNull;
}
