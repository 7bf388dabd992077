/**
 * SARIF 2.1.0 (OASIS standard): one run for all reports. What could not be decided is a result of kind `open`, "not enough information",
 * which the standard has for exactly this; suppressed findings stay in the log and say why they are accepted.
 */
import { createHash } from 'node:crypto';
import { cleanText } from '../../facts/validate.js';
import type { Severity } from '../../rules/types.js';
import { VERDICT_ID, type Finding } from './findings.js';
import type { MachineReport } from './machine-report.js';

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = { blocker: 'error', major: 'error', minor: 'warning', info: 'note' };

export interface SarifInput {
  readonly reports: readonly MachineReport[];
  /** Of this program. */
  readonly version: string;
  /** Rule id → its name for people. */
  readonly titles: ReadonlyMap<string, string>;
}

export function renderSarif({ reports, version, titles }: SarifInput): string {
  const results = reports.flatMap((machine) => machine.findings.map((finding) => ({ machine, finding })));
  const ids = [...new Set(results.map(({ finding }) => finding.id))].sort();
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'nvr-doctor',
            semanticVersion: version,
            version,
            rules: ids.map((id) => ({ id, name: pascal(id), shortDescription: { text: sentence(id === VERDICT_ID ? 'Whether the cameras can be seen from outside' : (titles.get(id) ?? id)) } })),
          },
        },
        // A column is counted as JSON strings count: UTF-16 code units.
        columnKind: 'utf16CodeUnits',
        invocations: reports.map(({ report }) => ({
          executionSuccessful: !report.interrupted,
          startTimeUtc: report.startedAt,
          endTimeUtc: new Date(Date.parse(report.startedAt) + report.elapsedMs).toISOString(),
        })),
        results: results.map(({ machine, finding }) => result(machine, finding, ids.indexOf(finding.id))),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function result(machine: MachineReport, finding: Finding, ruleIndex: number): Record<string, unknown> {
  const open = finding.kind === 'unknown' || (finding.kind === 'verdict' && machine.report.verdict === 'inconclusive');
  const text = [finding.message, ...finding.steps.map((step, i) => `${i + 1}. ${step}`)].map((line) => cleanText(line, 2000)).join('\n');
  const logical = { name: finding.link ?? finding.kind, fullyQualifiedName: `${cleanText(machine.name, 200)}/${finding.link ?? finding.kind}`, kind: 'resource' };
  return {
    ruleId: finding.id,
    ruleIndex,
    // A level other than "none" belongs to failures alone (SARIF §3.27.10).
    ...(open ? { kind: 'open', level: 'none' } : { kind: 'fail', level: finding.kind === 'note' ? 'note' : LEVELS[finding.severity] }),
    message: { text: sentence(text) },
    locations: [{ ...(machine.file === undefined ? {} : { physicalLocation: { artifactLocation: { uri: uriOf(machine.file) }, region: { startLine: 1 } } }), logicalLocations: [logical] }],
    partialFingerprints: { 'nvrDoctor/v1': createHash('sha256').update(`${machine.name}\n${finding.kind}\n${finding.id}`).digest('hex').slice(0, 32) },
    ...(finding.suppressed ? { suppressions: [{ kind: 'external', status: 'accepted', justification: `${finding.suppressed.reason} (until ${finding.suppressed.expires})` }] } : {}),
  };
}

/** A relative or absolute file name as a URI reference (RFC 3986): every segment is percent-encoded. */
function uriOf(file: string): string {
  const path = file.replaceAll('\\', '/');
  const encoded = path.split('/').map((segment) => encodeURIComponent(segment.toWellFormed())).join('/');
  return path.startsWith('/') ? `file://${encoded}` : encoded;
}

function pascal(id: string): string {
  return id.split(/[^A-Za-z0-9]+/).filter(Boolean).map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

/** Messages end with a full stop (SARIF §3.11.2). */
function sentence(text: string): string {
  const trimmed = text.trim().toWellFormed();
  return /[.!?:)]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
