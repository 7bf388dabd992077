/** Annotations for GitHub Actions: workflow commands on stdout (GitHub documentation, "Workflow commands for GitHub Actions"). */
import { cleanText } from '../../facts/validate.js';
import type { Finding } from './findings.js';
import type { MachineReport } from './machine-report.js';

/** GitHub shows ten annotations of a kind per step; more would only push the important ones out of the log. */
const MAX_LINES = 50;

export function renderGithub(reports: readonly MachineReport[]): string {
  const lines = reports.flatMap(({ name, findings }) => findings.filter((finding) => finding.kind !== 'unknown').map((finding) => annotation(name, finding)));
  const shown = lines.slice(0, MAX_LINES);
  if (lines.length > shown.length) shown.push(`::notice title=nvr-doctor::${data(`${lines.length - shown.length} more findings are in the report.`)}`);
  return shown.map((line) => `${line}\n`).join('');
}

function annotation(name: string, finding: Finding): string {
  const text = [finding.message, ...finding.steps.map((step, i) => `${i + 1}. ${step}`), ...(finding.suppressed ? [`Accepted until ${finding.suppressed.expires}: ${finding.suppressed.reason}`] : [])].join('\n');
  return `::${commandOf(finding)} title=${property(`${name}: ${finding.title}`)}::${data(text)}`;
}

function commandOf({ kind, suppressed, severity }: Finding): 'error' | 'warning' | 'notice' {
  if (suppressed || kind === 'note') return 'notice';
  return kind === 'cause' || severity === 'blocker' ? 'error' : 'warning';
}

/** A line break would begin a new command, which a device's text must never be able to do. */
function data(text: string): string {
  const clean = text.split('\n').map((line) => cleanText(line, 2000)).join('\n');
  return clean.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(cleanText(text, 200)).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
