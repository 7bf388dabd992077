/** What is generated from the rules and committed: never older than they are. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Ajv } from 'ajv';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { FACT_PATHS } from '../../src/facts/dictionary.js';
import { PAGE_MARK } from '../../src/rules/cause-pages.js';
import { editorSchemas } from '../../src/rules/front/json-schema.js';
import { loadRules, type LoadedRules } from '../../src/rules/front/load.js';
import { generatedFiles } from '../../src/rules/generate.js';

const ROOT = path.join(import.meta.dirname, '../..');
let loaded: LoadedRules;
beforeAll(async () => {
  loaded = await loadRules(path.join(ROOT, 'rules'));
});

it.each(['schema', 'docs/causes'] as const)('%s is what the rules say; else run: node scripts/rules.mjs generate', async (folder) => {
  const wanted = generatedFiles(loaded.rules)[folder];
  const there = (await readdir(path.join(ROOT, folder))).sort();
  expect(there).toEqual(wanted.map((file) => file.name).sort());
  const stale: string[] = [];
  for (const { name, text } of wanted) if ((await readFile(path.join(ROOT, folder, name), 'utf8')) !== text) stale.push(name);
  expect(stale).toEqual([]);
});

describe('the schemas for editors', () => {
  const ajv = new Ajv({ strict: true, strictTypes: false, allErrors: true });
  const schemas = editorSchemas(['p2p-offline']);
  const check = { rule: ajv.compile(schemas['rule.schema.json']), paths: ajv.compile(schemas['paths.schema.json']), questions: ajv.compile(schemas['questions.schema.json']) };

  it('allow every shipped file', async () => {
    const texts = new Map<string, string>();
    for (const { rule } of loaded.rules) texts.set(`${rule.area}/${rule.id}.yaml`, await readFile(path.join(ROOT, 'rules', rule.area, `${rule.id}.yaml`), 'utf8'));
    for (const [name, text] of texts) expect(check.rule(parse(text)), `${name}: ${JSON.stringify(check.rule.errors?.[0])}`).toBe(true);
    for (const name of ['paths', 'questions'] as const) expect(check[name](parse(await readFile(path.join(ROOT, 'rules', `${name}.yaml`), 'utf8'))), JSON.stringify(check[name].errors?.[0])).toBe(true);
    expect(texts.size).toBeGreaterThan(40);
  });

  const RULE = {
    id: 'sample',
    kind: 'cause',
    status: 'draft',
    title: 'T',
    paths: ['p2p'],
    when: { all: [{ is: 'a', cel: 'wan.online' }] },
    severity: 'minor',
    confidence: 'likely',
    evidence: { problem: 'P' },
  };
  const remedy = (effects: object): object => ({ ...RULE, remedies: [{ id: 'a', title: 'A', exposure: 'none', effects, steps: { homeowner: ['a'] } }] });
  const test = (facts: object, more: object = {}): object => ({ ...RULE, tests: [{ name: 'a', facts, expect: 'unknown', ...more }] });

  it.each([
    ['a smallest rule', RULE, true],
    ['a key that does not exist', { ...RULE, tilte: 'T' }, false],
    ['a fact that does not exist in a test', test({ 'wan.onlin': true }), false],
    ['a value of the wrong type in a test', test({ 'wan.online': 'yes' }), false],
    ['a value that the fact does not have', test({ 'lan.tcpPort': 'opne' }), false],
    ['none where there can be none', test({ 'host.gateway': null }), true],
    ['none where there cannot', test({ 'wan.online': null }), false],
    ['a record with a wrong field', test({ 'router.mappings': [{ protocl: 'tcp' }] }), false],
    ['an unknown with its reason', test({ 'wan.online': { unknown: 'timed-out' } }), true],
    ['an unknown with another reason', test({ 'wan.online': { unknown: 'tired' } }), false],
    ['a missing fact that does not exist', test({}, { missing: ['wan.onlin'] }), false],
    ['an effect', remedy({ 'recorder.network.dhcp': true }), true],
    ['an effect that copies', remedy({ 'access.host': { from: 'lan.address' } }), true],
    ['an effect that copies nothing that exists', remedy({ 'access.host': { from: 'lan.adress' } }), false],
    ['a fact to recheck that does not exist', { ...RULE, recheck: ['wan.onlin'] }, false],
    ['a rule of the team that is explained', { ...RULE, explains: { 'our-own': 'often' } }, true],
    ['a strength that does not exist', { ...RULE, explains: { 'p2p-offline': 'sometimes' } }, false],
  ])('judge %s', (_name, document, valid) => {
    expect(check.rule(document)).toBe(valid);
  });

  it('complete facts and the ids of rules', () => {
    const { definitions, properties } = schemas['rule.schema.json'] as { definitions: { fact: { enum: string[] } }; properties: { explains: { properties: object } } };
    expect(definitions.fact.enum).toEqual(FACT_PATHS);
    expect(Object.keys(properties.explains.properties)).toEqual(['p2p-offline']);
  });
});

describe('the pages of the causes', () => {
  it('are one per cause, each with every part and links that lead somewhere', () => {
    const pages = generatedFiles(loaded.rules)['docs/causes'];
    const names = new Set(pages.map((page) => page.name));
    const causes = loaded.rules.filter(({ rule }) => rule.kind === 'cause').map(({ rule }) => `${rule.id}.md`);
    expect([...names].sort()).toEqual(['README.md', ...causes].sort());
    for (const { name, text } of pages) {
      expect(text.startsWith(PAGE_MARK), name).toBe(true);
      for (const [, target] of text.matchAll(/\]\(([^)#]+\.md)\)/g)) expect(names.has(target ?? ''), `${name} → ${target}`).toBe(true);
      expect(text, name).not.toMatch(/\{[a-z]+\.[\w.]+\}|undefined|\[object/);
      if (name !== 'README.md') for (const part of ['What it means', 'What you see', 'How we know', 'What to do', 'What it is told apart from']) expect(text, name).toContain(`## ${part}\n`);
    }
  });

  it('tell look-alikes apart by the clause in which they differ', () => {
    const text = (name: string): string => generatedFiles(loaded.rules)['docs/causes'].find((page) => page.name === name)?.text ?? '';
    expect(text('static-off-subnet.md')).toMatch(/\(wrong-gateway-or-mask\.md\) \(.*\)\. Here, and not there: the recorder's address lies outside the network of this house\. There, and not here: the recorder's address lies in the network of this house\./);
    expect(text('cgnat.md')).toMatch(/\(double-nat\.md\) \(.*\)\. Here, and not there: your router's internet address is a shared one.*There, and not here: your router's own internet address is a private one\./);
    // Where no test of the one makes the clause of the other false, nothing is claimed but what else is looked at.
    expect(text('p2p-disabled.md')).toMatch(/\(dead-dns\.md\).*The other also takes: /);
  });
});
