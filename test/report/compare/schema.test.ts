import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { compareReports } from '../../../src/report/compare/index.js';
import { compareJsonSchema } from '../../../src/report/compare/schema.js';
import type { Comparison } from '../../../src/report/compare/types.js';
import type { Report } from '../../../src/report/document.js';
import { REPORT_SHAPE } from '../../../src/report/schema.js';
import { buildPack } from '../../../src/rules/build.js';

const FOLDER = 'fixtures/reports/report@1/0.1.0';
const FILES = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
const validate = new Ajv({ allErrors: true, strict: false }).compile(compareJsonSchema());
const copy = (comparison: Comparison): Comparison => JSON.parse(JSON.stringify(comparison)) as Comparison;

let pack: Awaited<ReturnType<typeof buildPack>>;
let reports: readonly Report[];
beforeAll(async () => {
  pack = await buildPack('rules');
  reports = FILES.map((file) => REPORT_SHAPE.parse(JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8'))) as unknown as Report);
});

describe('the published schema of a comparison', () => {
  it('accepts what compares each golden report with each other', { timeout: 180_000 }, () => {
    for (const old of reports) for (const now of reports) expect(validate(copy(compareReports(old, now, pack))), JSON.stringify(validate.errors)).toBe(true);
  });

  it('refuses one that lacks a part, has a class that does not exist, or is of a later form', () => {
    const comparison = copy(compareReports(reports[0] as Report, reports[4] as Report, pack));
    expect(comparison.items.length).toBeGreaterThan(0);
    for (const key of Object.keys(comparison)) expect(validate({ ...comparison, [key]: undefined }), key).toBe(false);
    expect(validate({ ...comparison, items: comparison.items.map((item) => ({ ...item, class: 'fixed' })) })).toBe(false);
    expect(validate({ ...comparison, schema: 'nvr-doctor/compare@2' })).toBe(false);
    expect(validate({ ...comparison, later: 1 })).toBe(true);
  });
});
