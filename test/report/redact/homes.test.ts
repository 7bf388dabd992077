import { beforeAll, describe, expect, it } from 'vitest';
import { analyzeReport } from '../../../src/analyze.js';
import type { Report } from '../../../src/report/document.js';
import { parseReport } from '../../../src/report/read/parse.js';
import { LEVELS, redactReport } from '../../../src/report/redact/index.js';
import { translate } from '../../../src/report/redact/translate.js';
import { buildPack } from '../../../src/rules/build.js';
import type { RulePack } from '../../../src/rules/types.js';
import { diagnoseHome, HOMES } from '../homes.js';

let pack: RulePack;
beforeAll(async () => {
  pack = await buildPack('rules');
});

const AT = Date.parse('2026-11-22T12:30:00Z');
const SENTENCES = ['summary', 'causes', 'suspects', 'notes', 'symptoms', 'unknowns', 'next'] as const satisfies readonly (keyof Report)[];

describe.each(HOMES)('the bundle of %s', (file) => {
  it.each(LEVELS)('at level %s gives the same answer, with tokens in the place of values', async (level) => {
    const report = await diagnoseHome(file, pack);
    const { report: bundle, tokens } = redactReport(report, { level, at: AT });
    const read = parseReport(JSON.stringify(bundle));
    if (!read.ok || read.kind !== 'report') throw new Error(JSON.stringify(read));
    expect(read.report).toEqual(bundle);
    const again = analyzeReport(read.report, pack);

    const core = ({ verdict, causes, paths, rules, access }: Report): unknown => ({
      verdict,
      access,
      paths,
      rules,
      causes: causes.map(({ id, confidence, severity, because, explains, before, remedies }) => ({ id, confidence, severity, because, explains, before, remedies: remedies.map((remedy) => remedy.id) })),
    });
    expect(core(again)).toEqual(core(report));
    for (const part of SENTENCES) {
      expect(again[part], `the scrubbed ${part} is what the rules say about the tokens`).toEqual(bundle[part]);
      expect(JSON.parse(translate(JSON.stringify(again[part]), tokens)), `${part} translated back`).toEqual(report[part]);
    }
    expect(redactReport(bundle, { level, at: AT + 1000 }).report, 'twice').toEqual(bundle);
  });

  it('is the same whether it was an internal report before or not', async () => {
    const report = await diagnoseHome(file, pack);
    const direct = redactReport(report, { level: 'share', at: AT }).report;
    const inner = redactReport(report, { level: 'internal', at: AT }).report;
    expect(inner).toEqual({ ...report, redaction: inner.redaction });
    expect(redactReport(inner, { level: 'share', at: AT }).report).toEqual(direct);
    expect(redactReport(direct, { level: 'internal', at: AT }).report.redaction.level).toBe('share');
  });

  it('names no address on the internet, no hardware address, no serial number and no name of this home', async () => {
    const report = await diagnoseHome(file, pack);
    const { report: bundle, tokens } = redactReport(report, { level: 'share', at: AT });
    const text = JSON.stringify(bundle).toLowerCase();
    const values = [...tokens].filter(([token, value]) => token !== value && value.length >= 3);
    expect(values.filter(([, value]) => text.includes(value.toLowerCase()) && !/^(?:time|port)/.test(value))).toEqual([]);
    expect(bundle.replies.every((reply) => reply.body === '')).toBe(true);
  });
});
