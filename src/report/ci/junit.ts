/**
 * JUnit XML as CI servers read it (the schema of the Jenkins xUnit plugin): one suite a report, one case a rule. A rule that could not
 * be decided is skipped with its reason, never passed.
 */
import { cleanText } from '../../facts/validate.js';
import type { Finding } from './findings.js';
import type { GatePolicy } from './gate.js';
import type { MachineReport } from './machine-report.js';

type Outcome = { readonly is: 'passed' } | { readonly is: 'failure' | 'error' | 'skipped'; readonly message: string; readonly text?: string };

interface Case {
  readonly name: string;
  readonly area: string;
  readonly outcome: Outcome;
}

/** `titles`: rule id → its name for people, from the rule pack. */
export function renderJunit(reports: readonly MachineReport[], policy: GatePolicy = {}, titles: ReadonlyMap<string, string> = new Map()): string {
  const suites = reports.map((machine) => suite(machine, casesOf(machine, policy, titles)));
  const sum = (key: keyof Counts): number => suites.reduce((total, { counts }) => total + counts[key], 0);
  const seconds = reports.reduce((total, { report }) => total + report.elapsedMs, 0) / 1000;
  const head = attributes({ name: 'nvr-doctor', tests: sum('tests'), failures: sum('failures'), errors: sum('errors'), time: seconds.toFixed(3) });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${head}>\n${suites.map(({ xml }) => xml).join('')}</testsuites>\n`;
}

interface Counts {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
}

function suite({ name, report }: MachineReport, cases: readonly Case[]): { xml: string; counts: Counts } {
  const count = (is: Outcome['is']): number => cases.filter(({ outcome }) => outcome.is === is).length;
  const counts = { tests: cases.length, failures: count('failure'), errors: count('error'), skipped: count('skipped') };
  // The schema has no milliseconds and no zone in a suite's time.
  const head = attributes({ name, ...counts, time: (report.elapsedMs / 1000).toFixed(3), timestamp: report.startedAt.slice(0, 19) });
  return { counts, xml: `  <testsuite${head}>\n${cases.map(caseXml).join('')}  </testsuite>\n` };
}

function casesOf(machine: MachineReport, policy: GatePolicy, titles: ReadonlyMap<string, string>): Case[] {
  const { report, findings } = machine;
  const byRule = new Map(findings.map((finding) => [finding.id, finding]));
  const verdict = findings.find(({ kind }) => kind === 'verdict');
  const way = report.access.method ?? 'not known how';
  const cases: Case[] = [{ name: `the cameras can be seen from outside (${way})`, area: 'verdict', outcome: verdictOutcome(machine, verdict, policy) }];
  for (const { id, verdict: ruled, foldedUnder } of report.rules) {
    const finding = byRule.get(id);
    const title = titles.get(id);
    cases.push({ name: title === undefined ? id : `${id}: ${title}`, area: finding?.kind ?? 'rule', outcome: ruleOutcome(ruled, foldedUnder, finding, policy) });
  }
  return cases;
}

function verdictOutcome({ report, findings }: MachineReport, verdict: Finding | undefined, policy: GatePolicy): Outcome {
  const causes = findings.filter(({ kind }) => kind === 'cause');
  const open = causes.filter(({ suppressed }) => suppressed === undefined);
  if (open.length > 0) return { is: 'failure', message: report.summary, text: open.map(({ message }) => message).join('\n') };
  if (causes.length > 0) return { is: 'skipped', message: 'every cause is accepted by the suppressions file' };
  if (verdict === undefined) return { is: 'passed' };
  if (verdict.suppressed) return { is: 'skipped', message: accepted(verdict) };
  if (report.verdict === 'problem' || policy.unknown === 'fail') return { is: 'failure', message: report.summary, text: verdict.steps.join('\n') };
  return { is: 'skipped', message: report.summary };
}

function ruleOutcome(verdict: string, foldedUnder: string | null, finding: Finding | undefined, policy: GatePolicy): Outcome {
  if (verdict === 'error') return { is: 'error', message: 'The rule could not be evaluated.' };
  if (verdict === 'not-applicable') return { is: 'skipped', message: 'does not apply here' };
  if (verdict === 'unknown' || finding?.kind === 'unknown') return { is: 'skipped', message: finding?.message ?? 'could not be decided' };
  if (verdict === 'ok') return { is: 'passed' };
  if (foldedUnder !== null) return { is: 'skipped', message: `follows from ${foldedUnder}` };
  if (finding?.suppressed) return { is: 'skipped', message: accepted(finding) };
  if (finding === undefined || (finding.kind === 'note' && policy.failOn !== 'note')) return { is: 'skipped', message: finding ? `note: ${finding.message}` : 'does not explain what is seen' };
  return { is: 'failure', message: finding.message, text: finding.steps.join('\n') };
}

function accepted({ suppressed, message }: Finding): string {
  return suppressed ? `accepted until ${suppressed.expires} (${suppressed.reason}): ${message}` : message;
}

function caseXml({ name, area, outcome }: Case): string {
  const head = attributes({ name, classname: `nvr-doctor.${area}` });
  if (outcome.is === 'passed') return `    <testcase${head}/>\n`;
  const { is, message, text } = outcome;
  // By the schema a skipped case has a text and no attributes.
  if (is === 'skipped') return `    <testcase${head}><skipped>${escape(message)}</skipped></testcase>\n`;
  return `    <testcase${head}><${is}${attributes({ message, type: is })}>${escape(text ?? '')}</${is}></testcase>\n`;
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values).map(([name, value]) => ` ${name}="${escape(String(value))}"`).join('');
}

/** XML 1.0 §2.2 has no way at all to write control characters and lone surrogates. */
function escape(text: string): string {
  const clean = text.split('\n').map((line) => cleanText(line, 4000)).join('\n').toWellFormed();
  return clean.replace(/[\ufffe\uffff]/g, '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;').replaceAll('\n', '&#10;');
}
