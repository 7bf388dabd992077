/** A pack is refused when it is not exactly what was built, and the message says what differs. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildPack, extendPack } from '../../src/rules/build.js';
import { compilePack, evaluate } from '../../src/rules/evaluate.js';
import { loadPack, packHash, sealPack } from '../../src/rules/pack.js';
import type { Expression, RulePack } from '../../src/rules/types.js';
import { clause, factsOf, packOf, rule, treeClause } from './helpers.js';

const built = packOf([rule({ when: [clause('recorder.network.dhcp == false')] })]);
const copy = (): { -readonly [K in keyof RulePack]: RulePack[K] } => JSON.parse(JSON.stringify(built)) as RulePack;
const resealed = (change: (pack: ReturnType<typeof copy>) => void): RulePack => {
  const pack = copy();
  change(pack);
  return { ...pack, sha256: packHash(pack) };
};

function nested(levels: number): Expression {
  let expression: Expression = ['fact', 'wan.online'];
  for (let level = 0; level < levels; level += 1) expression = ['!', expression];
  return expression;
}

describe('loading a pack', () => {
  it('what was built is loaded', () => {
    expect(loadPack(copy())).toEqual(built);
  });

  it('what was written anew in another order is not what was built', () => {
    expect(() => loadPack(Object.fromEntries(Object.entries(copy()).reverse()))).toThrow(/its content was changed after it was built|rule pack/);
  });

  it.each([
    ['null', null, 'it is not a rule pack'],
    ['a list', [], 'it is not a rule pack'],
    ['an empty object', {}, 'it is not a rule pack'],
    ['another document', { format: 1, rules: 'all' }, 'it is not a rule pack'],
    ['a later format', { ...copy(), format: 2 }, 'its format is 2, and this version reads format 1'],
    ['other facts', { ...copy(), dictionary: 'abc' }, 'it was built for other facts (dictionary abc'],
    ['a changed severity', { ...copy(), rules: [{ ...copy().rules[0], severity: 'info' }] }, 'its content was changed after it was built'],
    ['a rule taken out', { ...copy(), rules: [] }, 'its content was changed after it was built'],
    ['a changed hash', { ...copy(), sha256: 'f'.repeat(64) }, 'its content was changed after it was built'],
  ])('%s is refused', (_name, json, why) => {
    expect(() => loadPack(json)).toThrow(`The rule pack is refused: ${why}`);
  });

  it.each([
    ['an unknown operator', ['eval', ['fact', 'wan.online']], 'the operator "eval" is not known'],
    ['a prototype name as operator', ['constructor', ['fact', 'wan.online']], 'the operator "constructor" is not known'],
    ['an unknown fact', ['fact', 'wan.offline'], 'the fact "wan.offline" is not known'],
    ['a prototype field', ['exists', ['fact', 'router.mappings'], ['field', '__proto__']], 'the field "__proto__" is not known'],
    ['an unknown function', ['call', 'toString'], 'the function "toString" is not known in this form'],
    ['a function with too few arguments', ['call', 'sameHost', ['lit', 'a']], 'the function "sameHost" is not known in this form'],
    ['a field outside of a list', ['field', 'inside'], '"field" stands outside of exists and all'],
    ['nested comprehensions', ['all', ['fact', 'router.mappings'], ['exists', ['fact', 'lan.openPorts'], ['lit', true]]], 'exists and all are nested'],
    ['deep nesting', nested(80), 'an expression is nested too deeply'],
    ['no tree at all', 'wan.online' as unknown as Expression, 'an expression is not a list'],
    ['an operand too few', ['==', ['lit', 1]], 'an expression is not a list'],
  ])('a forged pack with %s is refused', (_name, ast, why) => {
    const forged = resealed((pack) => void (pack.rules = [rule({ when: [{ is: 'x', cel: 'x', reads: [], ast: ast as Expression }] })]));
    expect(() => compilePack(loadPack(forged))).toThrow(`The rule pack is refused: ${why}`);
  });

  it('a pack nested 100,000 levels deep is refused', () => {
    const deep = { ...copy(), rules: nested(100_000) };
    expect(() => loadPack(deep)).toThrow('The rule pack is refused: its content was changed');
  });

  it('a forged pack whose rules have no clauses is refused', () => {
    expect(() => compilePack(loadPack(resealed((pack) => void (pack.rules = [{ id: 'x' } as never]))))).toThrow('its rules do not have the form they should have');
  });
});

const GOOD = `id: NAME
kind: cause
status: stable
title: A
link: recorder-network
paths: [p2p]
when: { all: [{ is: DHCP is off, cel: recorder.network.dhcp == false }] }
severity: minor
confidence: certain
evidence: { problem: "DHCP is {recorder.network.dhcp}." }
tests:
  - { name: a, facts: { recorder.network.dhcp: false }, expect: problem }
  - { name: b, facts: { recorder.network.dhcp: true }, expect: ok }
  - { name: c, expect: unknown }
`;

describe('building from a folder', () => {
  let folder: string;
  const write = async (name: string, text: string): Promise<void> => {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  };
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'rules-'));
    await write('pack.yaml', 'name: core\nversion: 1.2.3\n');
    await write('recorder/zeta.yaml', GOOD.replace('NAME', 'zeta'));
    await write('recorder/alpha.yaml', GOOD.replace('NAME', 'alpha'));
    await write('recorder/draft.yaml', GOOD.replace('NAME', 'draft').replace('stable', 'draft'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('gives the same pack every time, stable rules only, in the order of their ids', async () => {
    const pack = await buildPack(folder);
    expect(pack).toMatchObject({ format: 1, name: 'core', version: '1.2.3', rules: [{ id: 'alpha' }, { id: 'zeta' }] });
    expect((await buildPack(folder)).sha256).toBe(pack.sha256);
    expect(loadPack(JSON.parse(JSON.stringify(pack)))).toEqual(pack);
  });

  it('a team folder adds its sound rules, drafts too, and names the broken and the taken ones', async () => {
    const base = sealPack({ ...packOf([rule({ id: 'alpha', when: [clause('wan.online')] })]), name: 'shipped' });
    await write('recorder/broken.yaml', GOOD.replace('NAME', 'broken').replace('network.dhcp ==', 'network.dhpc =='));
    const { pack, added, findings } = await extendPack(base, folder);
    expect(added).toEqual(['draft', 'zeta']);
    expect(pack.rules.map((one) => one.id)).toEqual(['alpha', 'draft', 'zeta']);
    expect(findings.map((finding) => `${finding.file} ${finding.code}`)).toEqual(['recorder/alpha.yaml R008', 'recorder/broken.yaml R004']);
    expect(evaluate(compilePack(loadPack(pack)), factsOf({ 'recorder.network.dhcp': false })).map((result) => result.verdict)).toEqual(['unknown', 'problem', 'problem']);
  });

  it('nothing is built from a folder with a mistake, and the message shows it', async () => {
    await write('recorder/broken.yaml', GOOD.replace('NAME', 'broken').replace('network.dhcp ==', 'network.dhpc =='));
    await expect(buildPack(folder)).rejects.toThrow(/The rules have 1 error:\nrecorder\/broken.yaml:7:39 R004 There is no fact/);
  });

  it('nothing is built from a folder with a failing test', async () => {
    await write('recorder/broken.yaml', `${GOOD.replace('NAME', 'broken')}  - { name: wrong, facts: { recorder.network.dhcp: true }, expect: problem }\n`);
    await expect(buildPack(folder)).rejects.toThrow('recorder/broken.yaml:15 broken: "wrong": expected problem, got ok');
  });
});

it('a clause compiled from a tree means what its text means', () => {
  const facts = factsOf({ 'recorder.network.dhcp': false });
  const fromTree = treeClause(['==', ['fact', 'recorder.network.dhcp'], ['lit', false]]);
  expect(fromTree.ast).toEqual(clause('recorder.network.dhcp == false').ast);
  expect(evaluate(compilePack(packOf([rule({ when: [fromTree] })])), facts)[0]?.verdict).toBe('problem');
});
