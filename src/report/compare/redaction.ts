/** What masking leaves comparable. */
import { redactionOfValues, type Report } from '../document.js';

type Level = NonNullable<Report['redaction']>['level'] | null;

export interface RedactionPair {
  readonly old: Level;
  readonly new: Level;
  /** Personal values of the two reports cannot be held against each other. */
  readonly tokens: boolean;
  readonly limits: readonly string[];
}

/** Tokens keep their meaning within one masked report only, so that nobody can follow a home from report to report. */
export function redactionOf(old: Report, now: Report): RedactionPair {
  const [before, after] = [redactionOfValues(old), redactionOfValues(now)];
  const level = { old: before?.level ?? null, new: after?.level ?? null };
  const masked = (['old', 'new'] as const).filter((side) => level[side] === 'share');
  const tokens = masked.length > 0 && !(masked.length === 2 && before?.id === after?.id);
  return { ...level, tokens, limits: tokens ? limitsOf(masked) : [] };
}

function limitsOf(masked: readonly ('old' | 'new')[]): string[] {
  const who = masked.length === 2 ? 'Both reports are masked, each with tokens of its own' : `The ${masked[0] ?? ''} report is masked (share) and the other is not`;
  return [
    `${who}: addresses, names, user names, serial and hardware numbers cannot be held against each other. Only whether they are known is compared.`,
    'Whether both are of the same home cannot be told.',
    'Where the answer changed because of such values, they are named all together, not one by one. Two reports that are not masked, or masked with --level internal, compare fully.',
  ];
}
