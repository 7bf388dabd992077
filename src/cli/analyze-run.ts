/** `analyze`: every input judged by itself, then told together. */
import { analyzeFacts, analyzeReport, type WhatIf } from '../analyze.js';
import { DoctorError, isDoctorError } from '../errors.js';
import type { Report } from '../report/document.js';
import type { MachineReport } from '../report/ci/machine-report.js';
import { safe } from '../report/text/layout.js';
import type { RulePack } from '../rules/types.js';
import { changeLines, summaryLines, supposed } from './analyze-text.js';
import { deliver, formatOf, notice, packFor, styleOf } from './common.js';
import { EXIT } from './exit.js';
import { exitCodeOf, judged, machineFormat, openGate, renderJudged, renderMachine, tellSuppressions, type Gate } from './gate.js';
import { ANSWER_OPTIONS, each, flag, GATE_OPTIONS, text, type Arguments } from './options.js';
import { inputName, readInput } from './read-input.js';
import { whatIfFrom } from './what-if.js';

/** Of several homes. What could not be read is worse than any answer, a problem worse than an open one. */
const FROM_BEST = [EXIT.fine, EXIT.inconclusive, EXIT.problem, EXIT.usage] as const;

export async function runAnalyze(args: Arguments): Promise<void> {
  const files = each(args, 'files');
  refuseIdle(args, files.length);
  const pack = await packFor(args);
  if (flag(args, 'ndjson')) {
    const { analyzeLines } = await import('./analyze-lines.js');
    return analyzeLines(args, files.length === 0 ? ['-'] : files, pack);
  }
  if (flag(args, 'names')) throw new DoctorError('--names is about the lines of --ndjson.', { hint: 'Give both, or name the files on the command line.' });
  if (files.length === 0) throw new DoctorError('No file is named.', { hint: 'For example: nvr-doctor analyze report.html' });
  if (files.filter((file) => file === '-').length > 1) throw new DoctorError('Standard input can be read only once.', { hint: 'Give the others as files.' });
  const gate = await openGate(args, pack);
  const whatIf = await whatIfFrom(each(args, 'what-if'));
  const reports: MachineReport[] = [];
  let worst = 0;
  for (const file of files) {
    try {
      const report = await analyzed(args, file, pack, whatIf);
      const machine = judged(gate, report, inputName(file));
      reports.push(machine);
      worst = Math.max(worst, FROM_BEST.indexOf(exitCodeOf(gate, machine)));
    } catch (error) {
      if (!isDoctorError(error) || files.length === 1) throw error;
      process.stderr.write(`nvr-doctor: ${[error.where, error.what].map((part) => safe(part ?? '')).join(': ')} ${safe(error.hint ?? '')}\n`);
      worst = FROM_BEST.indexOf(EXIT.usage);
    }
  }
  await deliver(args, await render(args, reports, files.length > 1, { gate, pack, whatIf }));
  tellSuppressions(args, gate, reports);
  process.exitCode = FROM_BEST[worst] ?? EXIT.usage;
}

async function analyzed(args: Arguments, file: string, pack: RulePack, whatIf: WhatIf): Promise<Report> {
  const input = await readInput(file);
  for (const line of input.notices) notice(args, `${safe(inputName(file))}: ${line}`);
  const options = { whatIf, name: inputName(file) };
  return input.kind === 'report' ? analyzeReport(input.report, pack, options) : analyzeFacts(input.observations, pack, options);
}

/** Options of which nothing would be seen in what was asked for. @throws DoctorError */
function refuseIdle(args: Arguments, files: number): void {
  const refuse = (options: readonly string[], where: string, hint: string): void => {
    const idle = options.find((option) => args[option] !== undefined);
    if (idle !== undefined) throw new DoctorError(`--${idle} does nothing ${where}.`, { hint });
  };
  if (flag(args, 'ndjson')) {
    if (formatOf(args) !== 'json') refuse(['format'], 'with --ndjson', 'Leave it out: the answer to a line is one line of JSON.');
    refuse(['what-if', ...Object.keys(ANSWER_OPTIONS), ...Object.keys(GATE_OPTIONS)], 'with --ndjson', 'Leave one of the two out.');
  }
  if (files > 1) refuse(Object.keys(ANSWER_OPTIONS), 'with several files', 'Name one file: a letter is about one home.');
}

interface Judging {
  readonly gate: Gate;
  readonly pack: RulePack;
  readonly whatIf: WhatIf;
}

async function render(args: Arguments, reports: readonly MachineReport[], several: boolean, { gate, pack, whatIf }: Judging): Promise<string> {
  const machine = machineFormat(args);
  if (machine !== undefined) {
    // Their formats have no place for it.
    if (Object.keys(whatIf).length > 0) notice(args, supposed(whatIf));
    return renderMachine(machine, reports, gate, pack);
  }
  const [only] = reports;
  if (formatOf(args) === 'json') return several || only === undefined ? `${JSON.stringify(reports.map(({ report }) => report), null, 2)}\n` : `${JSON.stringify(only.report, null, 2)}\n`;
  const style = await styleOf(args);
  if (several) return summaryLines(reports, whatIf, style).map((line) => `${line}\n`).join('');
  if (only === undefined) return '';
  const [answer, beside] = [await renderJudged(args, only), changeLines(only.report, style)];
  if (text(args, 'audience') !== 'provider') return `${answer}${beside.map((line) => `${line}\n`).join('')}`;
  // This letter leaves the house as it is.
  for (const line of beside.slice(1)) notice(args, line);
  return answer;
}
