/** Lint findings for machines: SARIF 2.1.0 (code scanning) and GitHub's annotation lines. */
import type { LintCode, LintFinding } from './front/finding.js';

/** What each code is about; the catalogue of `LintCode` in one line each. */
export const LINT_CODES: Readonly<Record<LintCode, string>> = {
  R001: 'The file is not the YAML that is allowed here',
  R002: 'The form of the file',
  R003: 'Syntax or type of an expression',
  R004: 'There is no such fact',
  R005: 'An operation or a limit of expressions',
  R006: 'A clause is not a yes-or-no, or looks at nothing',
  R007: '"explains" leads nowhere, or in a circle',
  R008: 'An id stands twice, or is not the name of the file',
  R009: 'A verdict without a test',
  R010: 'Decided without any fact',
  R011: 'A secret in a text',
  R012: 'A blocker without steps for the homeowner',
  R014: 'A retired rule is still named',
  R015: 'A value that can be none',
  R016: 'The expected effect of a remedy',
  R017: 'A fact in a test or a question',
  R018: 'Dangerous advice',
  R019: 'A verdict that hangs on what was asked',
  R020: 'A unit said twice',
};

/** `toolVersion` is that of nvr-doctor; the files' paths stay as they are, so give them relative to the repository. */
export function sarif(findings: readonly LintFinding[], toolVersion: string): unknown {
  const codes = [...new Set(findings.map((finding) => finding.code))].sort();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'nvr-doctor rules lint', version: toolVersion, rules: codes.map((code) => ({ id: code, shortDescription: { text: LINT_CODES[code] } })) } },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => ({
          ruleId: finding.code,
          ruleIndex: codes.indexOf(finding.code),
          level: finding.level,
          message: { text: finding.hint === undefined ? finding.message : `${finding.message} ${finding.hint}` },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: encodeURI(finding.file.replaceAll('\\', '/')) },
                region: { startLine: finding.line, startColumn: finding.column, endColumn: finding.column + finding.length },
              },
            },
          ],
        })),
      },
    ],
  };
}

/** One `::error …::message` line per finding. */
export function githubAnnotations(findings: readonly LintFinding[]): string {
  return findings
    .map(({ file, line, column, length, code, level, message, hint }) => {
      const place = `file=${property(file)},line=${line},col=${column},endColumn=${column + length},title=${property(`${code} ${LINT_CODES[code]}`)}`;
      return `::${level} ${place}::${data(hint === undefined ? message : `${message} ${hint}`)}\n`;
    })
    .join('');
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
