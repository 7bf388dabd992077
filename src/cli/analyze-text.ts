/** What `analyze` tells beside the answer: what changed since, and one line a home where there are several. */
import { isChange, type WhatIf } from '../analyze.js';
import { redactionOfValues, type Report, type ReportChange } from '../report/document.js';
import type { MachineReport } from '../report/ci/machine-report.js';
import { formatValue } from '../rules/template.js';
import { isFactPath } from '../facts/dictionary.js';
import type { Json } from '../facts/observation.js';
import { safe, truncate, wrap } from '../report/text/layout.js';
import type { Style } from '../report/text/style.js';

/** Below the answer to one report; empty where nothing is different and nothing is masked. */
export function changeLines(report: Report, { columns, signs }: Style): string[] {
  const { analysis } = report;
  const redaction = redactionOfValues(report);
  const lines: string[] = [];
  const block = (head: string, said: readonly string[]): void => {
    lines.push('', ...wrap(head, columns), ...said.flatMap((line) => wrap(line, columns, `  ${signs.bullet} `, '    ')));
  };
  if (analysis?.byRules) {
    const { version, sha256 } = analysis.tool.rules;
    const now = report.tool.rules;
    const [was, is] = [name(version, sha256), name(now.version, now.sha256)];
    if (isChange(analysis.byRules)) block(`Changed because of the rules (${was} then, ${is} now):`, words(analysis.byRules, 'then', 'now'));
    else lines.push('', ...wrap(`Judged by other rules than then (${was} then, ${is} now); the answer is the same.`, columns));
  }
  if (analysis?.whatIf) {
    const { facts, change } = analysis.whatIf;
    const head = supposed(facts);
    if (isChange(change)) block(`${head} Then:`, words(change, 'without it', 'with it'));
    else lines.push('', ...wrap(`${head} It changes neither the causes nor the verdict.`, columns));
  }
  if (redaction) lines.push('', ...wrap(redaction.level === 'share' ? `Bundle ${redaction.id}: names, serial numbers and public addresses are tokens. Who made it can read an answer with the real ones: nvr-doctor report --translate FILE` : `Bundle ${redaction.id}: without secrets, with names and addresses. Do not pass it on.`, columns));
  return lines;
}

/** Of every answer that is not about the home as it was found. */
export function supposed(facts: Readonly<Record<string, Json>>): string {
  const changes = Object.entries(facts).map(([path, value]) => `${path} = ${isFactPath(path) ? formatValue(path, value) : safe(JSON.stringify(value))}`);
  return `This is the answer if ${changes.join(' and ')}.`;
}

function words({ verdict, appeared, gone, order }: ReportChange, before: string, after: string): string[] {
  return [
    ...(verdict ? [`verdict: ${verdict.was} ${before}, ${verdict.now} ${after}`] : []),
    ...appeared.map((id) => `a cause ${after}: ${safe(id)}`),
    ...gone.map((id) => `no cause ${after}: ${safe(id)}`),
    ...(order ? [`order: ${order.was.map(safe).join(', ')} ${before}; ${order.now.map(safe).join(', ')} ${after}`] : []),
  ];
}

function name(version: string, sha256: string): string {
  return safe(`${version}, ${sha256.slice(0, 8)}`);
}

/** One line a home in the order of the files, and the counts. */
export function summaryLines(reports: readonly MachineReport[], whatIf: WhatIf, { columns, signs }: Style): string[] {
  const lines = reports.map(({ name: home, report }) => {
    const [first, ...others] = report.causes;
    const says = first ? `${first.id} (${first.confidence.word})${others.length > 0 ? ` and ${others.length} more` : ''}` : report.verdict === 'healthy' ? '' : (report.suspects[0] ? `perhaps ${report.suspects[0].id}` : '');
    return truncate(safe(`${home}: ${report.verdict}${says === '' ? '' : `, ${says}`}`), columns, signs.ellipsis);
  });
  const count = (verdict: Report['verdict']): string => `${reports.filter(({ report }) => report.verdict === verdict).length} ${verdict}`;
  const head = Object.keys(whatIf).length === 0 ? [] : [...wrap(supposed(whatIf), columns), ''];
  return [...head, ...lines, `${reports.length} read: ${count('problem')}, ${count('inconclusive')}, ${count('healthy')}`];
}
