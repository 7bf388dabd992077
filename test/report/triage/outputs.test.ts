import { createHash } from 'node:crypto';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { csvCell, triageCsv } from '../../../src/report/triage/csv.js';
import { triageLines } from '../../../src/report/triage/ndjson.js';
import { triagePage, TRIAGE_STYLE } from '../../../src/report/triage/page.js';
import { triageJsonSchema } from '../../../src/report/triage/schema.js';
import type { CauseRow, Triage } from '../../../src/report/triage/table.js';
import { renderTriage } from '../../../src/report/triage/text.js';
import { plain } from '../sample.js';

const EVIL = '=HYPERLINK("http://x","y")\u001b[31m<script>alert(1)</script>';

const CAUSE: CauseRow = {
  ...{ id: 'p2p-off', title: 'P2P is off', count: 1234567, share: 0.5, alone: 3, confidence: { certain: 1, likely: 2, possible: 0 }, firstSeen: '2026-01-01T00:00:00.000Z', lastSeen: '2026-02-01T00:00:00.000Z' },
  ...{ firmware: [{ name: EVIL, count: 2 }], brand: [], provider: [{ name: '+1', count: 1 }], examples: ['@cmd', 'b'] },
};
const TABLE: Triage = {
  ...{ schema: 'nvr-doctor/triage@1', reports: 2469134, rejected: 1, verdicts: { healthy: 1, problem: 2, inconclusive: 3 }, interrupted: 0, unexplained: 0, firstSeen: CAUSE.firstSeen, lastSeen: CAUSE.lastSeen },
  ...{ rules: [], firmware: [], brand: [], provider: [], causes: [CAUSE], cut: [] },
  outliers: [{ kind: 'firmware', cause: 'p2p-off', name: EVIL, count: 9, lift: 4, examples: [] }],
  missing: [{ probe: 'outside', reports: 2, inconclusive: 1, facts: [{ fact: 'outside.tcpPort', title: 't', reports: 2, inconclusive: 1, reasons: [{ name: 'not-run', count: 2 }] }] }],
};

describe('the published schema of a triage', () => {
  const validate = new Ajv({ allErrors: true, strict: false }).compile(triageJsonSchema());

  it('accepts a table, and one of nothing', () => {
    expect(validate(TABLE), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...TABLE, reports: 0, firstSeen: null, lastSeen: null, causes: [], outliers: [], missing: [] })).toBe(true);
  });

  it('refuses one that lacks a part or counts below zero', () => {
    for (const key of Object.keys(TABLE)) expect(validate({ ...TABLE, [key]: undefined }), key).toBe(false);
    expect(validate({ ...TABLE, rejected: -1 })).toBe(false);
    expect(validate({ ...TABLE, verdicts: { healthy: 1 } })).toBe(false);
  });
});

describe('a CSV cell', () => {
  // OWASP "CSV Injection" and RFC 4180, 2.5 to 2.7.
  it.each([
    ['=1+1', `"'=1+1"`],
    ['+1', `"'+1"`],
    ['-1', `"'-1"`],
    ['@SUM(A1)', `"'@SUM(A1)"`],
    ['\tx', `"'\tx"`],
    ['\rx', `"'\rx"`],
    ['  =1', `"'  =1"`],
    ['＝1', `"'＝1"`],
    // Where a program takes `;`, a tab or `|` for the separator, the next cell begins behind it, and the quotation marks mean nothing.
    ["x;=cmd|' /C calc'!A0;y", `"x;'=cmd|' /C calc'!A0;y"`],
    ['x; \u00a0@y', `"x; \u00a0'@y"`],
    ['a|-1', `"a|'-1"`],
    ['a\t=1', `"a\t'=1"`],
    ['a;\n=1', `"a;\n'=1"`],
    ['a;"=1"', `"a;""'=1"""`],
    ['a;;＋1', `"a;;'＋1"`],
    ['4.001 (1); 4.002 (1)', '4.001 (1); 4.002 (1)'],
    ['say "hi"', '"say ""hi"""'],
    ['a,b', '"a,b"'],
    ['a\r\nb', '"a\r\nb"'],
    ['plain', 'plain'],
    ['', ''],
  ])('%j is written %j', (text, cell) => {
    expect(csvCell(text)).toBe(cell);
  });
});

/** RFC 4180 read back, for rows without a line end in a cell. */
function cellsOf(row: string): string[] {
  const cells = [''];
  let quoted = false;
  for (let at = 0; at < row.length; at += 1) {
    const sign = row[at] ?? '';
    if (quoted && sign === '"' && row[at + 1] === '"') cells[cells.length - 1] += row[(at += 1)] ?? '';
    else if (sign === '"') quoted = !quoted;
    else if (sign === ',' && !quoted) cells.push('');
    else cells[cells.length - 1] += sign;
  }
  return cells;
}

describe('the table', () => {
  it('as CSV has as many cells in each row, and none that a program would run', () => {
    const rows = triageCsv(TABLE).split('\r\n');
    expect(rows.pop()).toBe('');
    const cells = rows.map(cellsOf);
    expect(cells.map((row) => row.length)).toEqual(rows.map(() => 15));
    for (const row of cells) for (const cell of row) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
    expect(cells.flat()).toContain("'@cmd; b");
  });

  it('as a page has no script, a policy that allows none, and inert texts', () => {
    const page = triagePage(TABLE, createHash('sha256').update(TRIAGE_STYLE).digest('base64'));
    expect(page).not.toMatch(/<script|\u001b|\son\w+=|href=|src=/i);
    expect(page).toContain("default-src 'none'");
    const style = /<style>([^]*)<\/style>/.exec(page)?.[1] ?? '';
    expect(page).toContain(`sha256-${createHash('sha256').update(style).digest('base64')}`);
  });

  it('on a terminal holds nothing that steers it, and its lines fit', () => {
    const text = renderTriage(TABLE, plain());
    expect(text).not.toContain('\u001b');
    expect(text).toContain('1,234,567');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('as JSON lines has one document a line', () => {
    const lines = triageLines(TABLE).trimEnd().split('\n').map((line) => JSON.parse(line) as { table: string });
    expect(lines.map((line) => line.table)).toEqual(['summary', 'cause', 'outlier', 'missing']);
  });
});
