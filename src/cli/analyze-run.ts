/** `analyze`: every input judged by itself, then told together. */
import { analyzeFacts, analyzeReport, type WhatIf } from '../analyze.js';
import { DoctorError, isDoctorError } from '../errors.js';
import type { Report } from '../report/document.js';
import type { MachineReport } from '../report/ci/machine-report.js';
import { safe } from '../report/text/layout.js';
import type { RulePack } from '../rules/types.js';
import { changeLines, summaryLines } from './analyze-text.js';
import { checkCommon, deliver, formatOf, notice, packFor, renderReport, styleOf } from './common.js';
import { EXIT } from './exit.js';
import { exitCodeOf, judged, machineFormat, openGate, renderMachine, tellSuppressions, type Gate } from './gate.js';
import { each, flag, type Arguments } from './options.js';
import { inputName, readInput } from './read-input.js';
import { whatIfFrom } from './what-if.js';

/** Of several homes. What could not be read is worse than any answer, a problem worse than an open one. */
const FROM_BEST = [EXIT.fine, EXIT.inconclusive, EXIT.problem, EXIT.usage] as const;

export async function runAnalyze(args: Arguments): Promise<void> {
  await checkCommon(args);
  const files = each(args, 'files');
  const pack = await packFor(args);
  if (flag(args, 'ndjson')) {
    const { analyzeLines } = await import('./analyze-lines.js');
    return analyzeLines(args, files.length === 0 ? ['-'] : files, pack);
  }
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
  await deliver(args, await render(args, reports, files.length > 1, gate, pack));
  tellSuppressions(args, gate, reports);
  process.exitCode = FROM_BEST[worst] ?? EXIT.usage;
}

async function analyzed(args: Arguments, file: string, pack: RulePack, whatIf: WhatIf): Promise<Report> {
  const input = await readInput(file);
  for (const line of input.notices) notice(args, `${safe(inputName(file))}: ${line}`);
  const options = { whatIf, name: inputName(file) };
  return input.kind === 'report' ? analyzeReport(input.report, pack, options) : analyzeFacts(input.observations, pack, options);
}

async function render(args: Arguments, reports: readonly MachineReport[], several: boolean, gate: Gate, pack: RulePack): Promise<string> {
  const machine = machineFormat(args);
  if (machine !== undefined) return renderMachine(machine, reports, gate, pack);
  const [only] = reports;
  if (formatOf(args) === 'json') return several || only === undefined ? `${JSON.stringify(reports.map(({ report }) => report), null, 2)}\n` : `${JSON.stringify(only.report, null, 2)}\n`;
  const style = await styleOf(args);
  if (several) return summaryLines(reports, style).map((line) => `${line}\n`).join('');
  return only === undefined ? '' : `${await renderReport(only.report, args)}${changeLines(only.report, style).map((line) => `${line}\n`).join('')}`;
}
