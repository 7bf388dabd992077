import { beforeAll, describe, expect, it } from 'vitest';
import { analyzeReport } from '../../src/analyze.js';
import { mergeObservations } from '../../src/facts/merge.js';
import { reportFacts } from '../../src/report/assemble.js';
import type { Report } from '../../src/report/document.js';
import { parseReport } from '../../src/report/read/parse.js';
import { observationsOf } from '../../src/report/restore.js';
import { buildPack } from '../../src/rules/build.js';
import type { RulePack } from '../../src/rules/types.js';
import { diagnoseHome, HOMES } from './homes.js';

let pack: RulePack;
beforeAll(async () => {
  pack = await buildPack('rules');
});

const ANSWER = ['verdict', 'summary', 'access', 'paths', 'causes', 'suspects', 'notes', 'symptoms', 'unknowns', 'next', 'rules', 'facts'] as const satisfies readonly (keyof Report)[];

describe.each(HOMES)('the report of %s, read again', (file) => {
  it('gives the facts and the answer of the run', async () => {
    const report = await diagnoseHome(file, pack);
    const read = parseReport(JSON.stringify(report));
    if (!read.ok || read.kind !== 'report') throw new Error(JSON.stringify(read));
    expect(read.report).toEqual(report);
    expect(reportFacts(mergeObservations(observationsOf(read.report)))).toEqual(report.facts);
    const again = analyzeReport(read.report, pack);
    for (const part of ANSWER) expect(again[part], part).toEqual(report[part]);
    const { given: _given, ...older } = read.report;
    const olderAgain = analyzeReport(older, pack);
    // What to do next may differ: such a report does not say whether a password was at hand.
    for (const part of ANSWER) if (part !== 'next') expect(olderAgain[part], `without what was given: ${part}`).toEqual(report[part]);
  });
});
