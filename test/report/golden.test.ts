/** What released versions wrote is still read, and still says the same. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { analyzeReport } from '../../src/analyze.js';
import type { Report } from '../../src/report/document.js';
import { textOf } from '../../src/report/read/bytes.js';
import { parseInput } from '../../src/report/read/parse.js';
import { reportJsonSchema } from '../../src/report/schema.js';
import { summarize } from '../../src/report/triage/summary.js';
import { buildPack } from '../../src/rules/build.js';
import type { RulePack } from '../../src/rules/types.js';

const FOLDER = 'fixtures/reports';

interface ByRules {
  /** Why the rules of today see it otherwise: the change in the rules, in words. */
  readonly why: string;
  readonly verdict: Report['verdict'];
  readonly causes: readonly string[];
}
const BY_RULES = JSON.parse(readFileSync(`${FOLDER}/changed-by-rules.json`, 'utf8')) as Readonly<Record<string, ByRules>>;

const FILES = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes(path.sep) && /\.(json|html)$/.test(name)).map((name) => name.replaceAll(path.sep, '/'));

let pack: RulePack;
let validate: ValidateFunction;
beforeAll(async () => {
  pack = await buildPack('rules');
  validate = new Ajv({ allErrors: true, strict: false }).compile(reportJsonSchema());
});

function reading(file: string): Report {
  const content = textOf(readFileSync(`${FOLDER}/${file}`));
  const input = content.ok ? parseInput(content.text, 0) : content;
  if (!input.ok) throw new Error(`${file}: ${input.what}`);
  if (input.kind !== 'report') throw new Error(`${file} is no report`);
  // The file is of an older version, and what a newer one would leave out of it is a loss.
  expect(input.notices).toEqual([]);
  return input.report;
}

describe('the golden reports', () => {
  it('are of every kind: healthy, problem, inconclusive, interrupted, masked and a page', () => {
    const reports = FILES.map(reading);
    expect(new Set(reports.map((report) => report.verdict))).toEqual(new Set(['healthy', 'problem', 'inconclusive']));
    expect(reports.some((report) => report.interrupted)).toBe(true);
    expect(new Set(reports.map((report) => report.redaction?.level))).toEqual(new Set([undefined, 'share', 'internal']));
    expect(FILES.some((file) => file.endsWith('.html'))).toBe(true);
  });

  it('are explained where the rules of today see them otherwise, and only there', () => {
    for (const [file, { why }] of Object.entries(BY_RULES)) {
      expect(existsSync(`${FOLDER}/${file}`), `${file} is not there`).toBe(true);
      expect(why.length).toBeGreaterThan(10);
    }
  });
});

describe.each(FILES)('%s', (file) => {
  it('fits the schema of today', () => {
    const report = file.endsWith('.html') ? reading(file) : (JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8')) as Report);
    expect(validate(JSON.parse(JSON.stringify(report))), JSON.stringify(validate.errors?.slice(0, 3))).toBe(true);
  });

  it('is read with the verdict and the causes that it was written with', () => {
    const report = reading(file);
    if (!file.endsWith('.html')) {
      const written = JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8')) as Report;
      expect(report.verdict).toBe(written.verdict);
      expect(report.causes.map((cause) => cause.id)).toEqual(written.causes.map((cause) => cause.id));
    }
    expect(summarize(report)).toMatchObject({ summary: { verdict: report.verdict, causes: report.causes.map(({ id, confidence: { word } }) => ({ id, word })) } });
  });

  it('gets the same answer from the rules of today, or one that is explained', () => {
    const report = reading(file);
    const now = analyzeReport(report, pack);
    const said = { verdict: report.verdict, causes: report.causes.map((cause) => cause.id) };
    const expected = Object.hasOwn(BY_RULES, file) ? BY_RULES[file] : undefined;
    if (expected) expect({ verdict: expected.verdict, causes: expected.causes }, 'the entry in changed-by-rules.json is not needed any more').not.toEqual(said);
    expect({ verdict: now.verdict, causes: now.causes.map((cause) => cause.id) }).toEqual(expected ? { verdict: expected.verdict, causes: expected.causes } : said);
  });
});
