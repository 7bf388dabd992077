/** Rule text that means harm: refused fast, without a crash. */
import { describe, expect, it } from 'vitest';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkCel } from '../../src/rules/front/clause.js';
import { loadFiles } from '../../src/rules/front/load.js';
import { lintRules } from '../../src/rules/lint.js';
import { cpuTime } from '../cpu-time.js';

const LIMIT_MS = 100;

/** The best of three, so that a busy machine does not look like a slow parser. */
function timed<T>(action: () => T): T {
  let best = Infinity;
  let result = action();
  for (let run = 0; run < 3 && best >= LIMIT_MS; run += 1) {
    best = Math.min(best, cpuTime(() => (result = action())));
  }
  expect(best).toBeLessThan(LIMIT_MS);
  return result;
}

// The first call pays for the environment; what is measured is the text.
checkCel('wan.online');

describe('a hostile expression', () => {
  it.each([
    ['10,000 parentheses', `${'('.repeat(10_000)}1${')'.repeat(10_000)}`],
    ['900 parentheses', `${'('.repeat(900)}wan.online${')'.repeat(900)}`],
    ['5,000 brackets', '['.repeat(5000)],
    ['900 brackets', '['.repeat(900)],
    ['10,000 negations', `${'!'.repeat(10_000)}wan.online`],
    ['1,900 negations', `${'!'.repeat(1900)}wan.online`],
    ['60 negations', `${'!(!('.repeat(30)}wan.online${'))'.repeat(30)}`],
    ['50,000 alternatives', `${'false || '.repeat(50_000)}wan.online`],
    ['a 10 MB text', `"${'a'.repeat(10_000_000)}" == recorder.model`],
    ['a list of 65', `recorder.ports.tcp in [${Array.from({ length: 65 }, (_, i) => i).join(',')}]`],
    ['800 nodes', `${'1<2||'.repeat(200)}wan.online`],
    ['nested comprehensions', 'lan.openPorts.all(a, lan.openPorts.all(b, lan.openPorts.all(c, a == b && b == c)))'],
    ['a regular expression', 'recorder.model.matches("^(a+)+$")'],
    ['a prototype name', '__proto__ == 1'],
    ['a prototype field', 'recorder.__proto__.x == 1'],
    ['a constructor', 'router.mappings.exists(m, m.__proto__ == "x")'],
    ['a function of the host', 'constructor.constructor("return 1")()'],
    ['a big number', 'recorder.ports.tcp == 9007199254740993'],
    ['control characters', 'wan.online \u0000 \u202e'],
    ['half a surrogate', 'recorder.model == "\ud800'],
  ])('%s is refused', (_name, cel) => {
    const { ast, problems } = timed(() => checkCel(cel));
    expect(ast).toBeUndefined();
    expect(problems.length).toBeGreaterThan(0);
  });

  it('a long but flat condition within the limits is fine', () => {
    expect(checkCel(`${'wan.online || '.repeat(100)}wan.online`).ast?.length).toBe(102);
  });
});

describe('a hostile file', () => {
  it.each([
    ['20,000 brackets', '['.repeat(20_000)],
    ['brackets hidden behind quoted closers', '[ "]", '.repeat(4000)],
    ['20,000 braces', '{a: '.repeat(8000)],
    ['lists on one line', `${'- '.repeat(16_000)}a`],
    ['keys on one line', `${'? '.repeat(16_000)}a`],
    ['5,000 levels of indentation', Array.from({ length: 250 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
    ['a billion laughs', 'a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n'],
    ['a tag', 'id: !!js/function "x"\n'],
    ['a key twice', 'id: a\nid: b\n'],
    ['a prototype key', '__proto__: { polluted: true }\nid: sample\n'],
    ['two documents', 'id: a\n---\nid: b\n'],
    ['a directive', '%YAML 1.1\n---\nid: a\n'],
    ['tabs', 'when:\n\tall: []\n'],
    ['nothing', ''],
    ['only a number', '42'],
    ['only blanks', ' '.repeat(32_000)],
    ['quotes without end', '"'.repeat(32_000)],
    ['binary', '\u0000\u0001\u0002\ufffd'.repeat(1000)],
  ])('%s is refused', (_name, text) => {
    const loaded = timed(() => loadFiles([{ name: 'recorder/sample.yaml', text }]));
    expect(loaded.rules).toEqual([]);
    expect(loaded.findings.length).toBeGreaterThan(0);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('a file of 10 MB is not read, and the others are', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'rules-'));
    try {
      await mkdir(path.join(folder, 'recorder'));
      await writeFile(path.join(folder, 'recorder/huge.yaml'), Buffer.alloc(10_000_000, 'a'));
      await writeFile(path.join(folder, 'questions.yaml'), 'questions: []\n');
      const findings = await lintRules(folder);
      expect(findings).toMatchObject([{ file: 'recorder/huge.yaml', code: 'R001', message: 'The file is larger than 32 KiB.' }]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('a folder that does not exist is named', async () => {
    expect(await lintRules('/nowhere/at/all')).toMatchObject([{ code: 'R001', message: 'The rules folder cannot be read (ENOENT).' }]);
  });
});
