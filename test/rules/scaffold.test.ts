/** A new rule: clean, tested, and plainly a draft, whatever it is begun for. */
import { expect, it } from 'vitest';
import { loadFiles } from '../../src/rules/front/load.js';
import { renderFinding } from '../../src/rules/lint.js';
import { scaffoldRule } from '../../src/rules/scaffold.js';
import { testLoaded } from '../../src/rules/test-rules.js';
import { LINKS, type AccessMethod } from '../../src/rules/types.js';

const EVERY_WAY: readonly AccessMethod[] = ['p2p', 'ddns', 'wan-ip', 'vpn', 'lan-ip'];
const CASES = LINKS.flatMap((link) => [true, false].flatMap((applies) => [['p2p'], ['ddns', 'wan-ip'], ['lan-ip'], EVERY_WAY].map((paths) => ({ link, applies, paths: paths as AccessMethod[] }))));

it.each(CASES)('a cause at $link, guard: $applies, ways: $paths', ({ link, applies, paths }) => {
  const text = scaffoldRule({ area: 'team', id: 'new-one', kind: 'cause', link, paths, applies, schema: 'rule.schema.json' });
  const loaded = loadFiles([{ name: 'team/new-one.yaml', text }]);
  const report = testLoaded(loaded, { mutate: true });
  expect(report.findings.map(renderFinding)).toEqual([]);
  expect([report.failures, report.survivors]).toEqual([[], []]);
  expect(loaded.rules[0]?.tests.map((test) => test.expect)).toEqual(['problem', 'ok', 'unknown', ...(applies ? ['not-applicable'] : [])]);
  expect(loaded.rules[0]?.rule).toMatchObject({ status: 'draft', confidence: 'possible', title: 'Draft: new one' });
  expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=rule.schema.json');
});

it.each(['symptom', 'check'] as const)('a %s breaks no link, and begins with a fact of its area', (kind) => {
  const text = scaffoldRule({ area: 'name', id: 'new-one', kind, paths: ['ddns'], applies: false, schema: 'rule.schema.json' });
  const loaded = loadFiles([{ name: 'name/new-one.yaml', text }]);
  expect(testLoaded(loaded, { mutate: true })).toMatchObject({ findings: [], passed: true });
  expect(loaded.rules[0]?.rule.when[0]?.reads).toEqual(['name.state']);
  expect(loaded.rules[0]?.rule).not.toHaveProperty('link');
});
