/** Reads two inputs, compares them and says so by the exit code. */
import { analyzeFacts } from '../analyze.js';
import { DoctorError } from '../errors.js';
import { compareReports, outOfOrder } from '../report/compare/index.js';
import { safe } from '../report/text/layout.js';
import { deliver, notice, packFor, styleOf } from './common.js';
import { EXIT } from './exit.js';
import { flag, text, type Arguments } from './options.js';
import { inputName, readInput } from './read-input.js';
import type { Report } from '../report/document.js';
import type { CompareResult, Comparison } from '../report/compare/types.js';
import type { RulePack } from '../rules/types.js';

export async function runCompare(args: Arguments): Promise<void> {
  const [old, now] = [text(args, 'old') ?? '', text(args, 'new') ?? ''];
  if (old === '-' && now === '-') throw new DoctorError('Only one of the two can come from standard input.', { hint: 'Give the other as a file.' });
  const pack = await packFor(args);
  const reports = { old: await readHome(old, pack, args), new: await readHome(now, pack, args) };
  const order = outOfOrder(reports.old, reports.new);
  if (order !== undefined) notice(args, order);
  const comparison = compareReports(reports.old, reports.new, pack, { failOn: text(args, 'fail-on') === 'note' ? 'note' : 'problem' });
  await deliver(args, await render(comparison, args, { old: safe(inputName(old)), new: safe(inputName(now)) }));
  process.exitCode = exitCodeOf(comparison.result);
}

/** Of scripts (docs/at-scale.md): worse wins over what can no longer be told. */
function exitCodeOf(result: CompareResult): number {
  switch (result) {
    case 'same':
    case 'better':
      return EXIT.fine;
    case 'worse':
      return EXIT.problem;
    case 'cannot-tell':
      return EXIT.inconclusive;
  }
}

/** @throws DoctorError that says what is wrong with the input */
async function readHome(file: string, pack: RulePack, args: Arguments): Promise<Report> {
  const input = await readInput(file);
  for (const line of input.notices) notice(args, `${inputName(file)}: ${line}`);
  return input.kind === 'report' ? input.report : analyzeFacts(input.observations, pack, { name: inputName(file) });
}

async function render(comparison: Comparison, args: Arguments, names: { readonly old: string; readonly new: string }): Promise<string> {
  if (flag(args, 'json') || text(args, 'format') === 'json') return `${JSON.stringify(comparison, null, 2)}\n`;
  if (text(args, 'format') === 'markdown') {
    const { comparisonMarkdown } = await import('../report/compare/markdown.js');
    return comparisonMarkdown(comparison, names);
  }
  const { renderComparison } = await import('../report/compare/text.js');
  return renderComparison(comparison, names, await styleOf(args), flag(args, 'verbose'));
}
