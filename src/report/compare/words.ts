/** What each class and result is called, in every form of output. */
import type { FactPath } from '../../facts/dictionary.js';
import type { ChangeClass, ComparedItem, ComparedSide, CompareResult, Comparison } from './types.js';
import { formatValue } from '../../rules/template.js';
import { safe } from '../text/layout.js';

export const CLASS_WORDS: Readonly<Record<ChangeClass, string>> = {
  new: 'new',
  worse: 'worse',
  'unknown-to-problem': 'seen now',
  'problem-to-unknown': 'can no longer be told',
  'ok-to-unknown': 'was fine, cannot be told now',
  gone: 'gone',
  better: 'better',
  'unknown-to-ok': 'could not be told, is fine now',
  same: 'as before',
};

/** A sentence each. */
export const CLASS_MEANING: Readonly<Record<ChangeClass, string>> = {
  new: 'It was not there before.',
  worse: 'It was only a note before.',
  'unknown-to-problem': 'Before, it could not be told: it may have been there already.',
  'problem-to-unknown': 'It was there before. That it is not seen now does not mean that it is put right.',
  'ok-to-unknown': 'It was ruled out before, and is not any more.',
  gone: 'It is ruled out now.',
  better: 'It is not the reason any more.',
  'unknown-to-ok': 'It is ruled out now.',
  same: '',
};

export const RESULT_WORDS: Readonly<Record<CompareResult, string>> = { same: 'As before', better: 'Better', worse: 'Worse', 'cannot-tell': 'Can no longer be told' };

export function sideWords(path: FactPath, side: ComparedSide): string {
  if (side.value !== undefined) return safe(formatValue(path, side.value));
  if (side.unknown) return `unknown (${side.unknown.reason})`;
  return 'not observed';
}

/** Those that a person reads; what was and is nowhere shown only counts. */
export function shownItems({ items }: Comparison): readonly ComparedItem[] {
  return items.filter((item) => item.role.old !== 'none' || item.role.new !== 'none');
}
