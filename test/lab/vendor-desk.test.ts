/** The virtual vendor's desk: codes for one lab, one serial number and one date; and nothing of it on any way to a real recorder. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shownDate } from '../../src/accounts/index.js';
import { factoryNew, timeOf } from '../../src/lab/virtual-recorder/index.js';
import { askDesk, codeCheck } from '../../src/lab/virtual-recorder/unlock.js';
import { isIssued, issueCodes } from '../../src/lab/vendor-desk.js';

const KEY = Buffer.alloc(32, 7);
const UNIT = { serial: '9Z0AAAAPAZ00001', shownDate: '2026-11-22' };

describe('a code', () => {
  it('is good for its recorder, its date and its lab, and for nothing else', () => {
    const [code = ''] = issueCodes(KEY, UNIT);
    expect(isIssued(KEY, UNIT, code)).toBe(true);
    expect(isIssued(KEY, { ...UNIT, serial: '9Z0AAAAPAZ00002' }, code)).toBe(false);
    expect(isIssued(KEY, { ...UNIT, shownDate: '2026-11-23' }, code)).toBe(false);
    expect(isIssued(Buffer.alloc(32, 8), UNIT, code)).toBe(false);
    expect(isIssued(KEY, UNIT, code.toLowerCase())).toBe(false);
  });

  it('one of several is as good as another', () => {
    const codes = issueCodes(KEY, UNIT, 3);
    expect(new Set(codes).size).toBe(3);
    for (const code of codes) expect(isIssued(KEY, UNIT, code)).toBe(true);
  });

  it('nothing else is taken for one', () => {
    const codes = issueCodes(KEY, UNIT, 3);
    fc.assert(fc.property(fc.oneof(fc.string(), fc.string({ minLength: 10, maxLength: 10 }), fc.constantFrom(...codes).map((code) => `${code} `), fc.constantFrom(...codes).map((code) => code.slice(1))), (given) => {
      expect(isIssued(KEY, UNIT, given)).toBe(codes.includes(given));
    }));
  });

  it('two serial numbers and dates that read the same in a row give different codes', () => {
    expect(issueCodes(KEY, { serial: 'A2026', shownDate: '2026-11-22' })).not.toEqual(issueCodes(KEY, { serial: 'A', shownDate: '2026-11-22' }));
  });

  it.each(['2026-13-01', 'today', '', '2026-11-22T00:00'])('no code is made for the date "%s"', (date) => {
    expect(() => issueCodes(KEY, { ...UNIT, shownDate: date })).toThrow(RangeError);
  });
});

describe('a virtual recorder', () => {
  const recorder = factoryNew({ serial: UNIT.serial, at: '2020-01-05T23:50:00' });
  const now = timeOf(recorder);

  it('takes the code for the date on its screen, however wrong that date is, and until its midnight', () => {
    const [code = ''] = askDesk(recorder, { serial: UNIT.serial, shownDate: shownDate(recorder.accounts, now) }, 1) ?? [];
    expect(shownDate(recorder.accounts, now)).toBe('2020-01-05');
    expect(codeCheck(recorder, recorder.accounts, now)(code)).toBe(true);
    expect(codeCheck(recorder, recorder.accounts, now + 11 * 60_000)(code)).toBe(false);
  });

  it('of another lab does not take it', () => {
    const [code = ''] = askDesk(recorder, UNIT, 1) ?? [];
    const other = { ...factoryNew({ serial: UNIT.serial }), ahead: recorder.ahead };
    expect(codeCheck(other, other.accounts, now)(code)).toBe(false);
  });

  it('has a desk that knows it and no other unit', () => {
    expect(askDesk(recorder, { ...UNIT, serial: '4K0REALONE12345' }, 1)).toBeUndefined();
  });
});

const ROOT = path.resolve(import.meta.dirname, '../../src');

/** Every source file with the files that it imports, lazily or not. Types carry no behaviour. */
async function importGraph(): Promise<ReadonlyMap<string, readonly string[]>> {
  const files = (await readdir(ROOT, { recursive: true })).filter((name) => name.endsWith('.ts')).map((name) => path.join(ROOT, name));
  const graph = new Map<string, readonly string[]>();
  for (const file of files) {
    const source = (await readFile(file, 'utf8')).replace(/^import type .*$/gm, '');
    const targets = [...source.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)\.js'/g)].map(([, target = '']) => `${path.resolve(path.dirname(file), target)}.ts`);
    graph.set(file, targets);
  }
  return graph;
}

describe('the product', () => {
  const name = (file: string): string => path.relative(ROOT, file).split(path.sep).join('/');

  it('outside the lab imports the desk nowhere', async () => {
    const importers = [...(await importGraph())].filter(([, targets]) => targets.some((target) => target.endsWith('vendor-desk.ts'))).map(([file]) => name(file));
    expect(importers).toEqual(['lab/virtual-recorder/unlock.ts']);
  });

  it('checks codes for virtual recorders only: whatever loads the check was given the file of one', async () => {
    const graph = await importGraph();
    const reach = (from: string): ReadonlySet<string> => {
      const seen = new Set<string>();
      const open = [path.join(ROOT, from)];
      for (let file = open.pop(); file !== undefined; file = open.pop()) {
        if (seen.has(file)) continue;
        seen.add(file);
        open.push(...(graph.get(file) ?? []));
      }
      return seen;
    };
    const desk = path.join(ROOT, 'lab/vendor-desk.ts');
    expect([...graph].filter(([, targets]) => targets.some((target) => target.endsWith('virtual-recorder/unlock.ts'))).map(([file]) => name(file)).sort()).toEqual(['cli/account/reset-bench.ts', 'cli/account/reset-by-hand.ts', 'cli/lab-unlock-code.ts']);
    for (const entry of ['index.ts', 'doctor.ts', 'cli/doctor-run.ts', 'cli/account/reset-real.ts', 'cli/account/unlock-request.ts', 'cli/account/handover.ts', 'cli/account/login.ts', 'recorders/reader.ts']) expect(reach(entry).has(desk), entry).toBe(false);
    // The graph is read rightly: from the virtual reset there is a way.
    expect(reach('cli/account/reset-virtual.ts').has(desk)).toBe(true);
  });
});
