/** Small packs made by hand: rules as expression trees, run by the real evaluator. */
import { engineOf } from '../../src/diagnosis/index.js';
import type { Engine } from '../../src/diagnosis/types.js';
import { isFactPath, type FactPath } from '../../src/facts/dictionary.js';
import { mergeObservations, type Facts } from '../../src/facts/merge.js';
import type { Json, Observation } from '../../src/facts/observation.js';
import type { Source } from '../../src/facts/types.js';
import type { AccessMethod, Clause, Expression, PathDefinition, Question, Remedy, Rule } from '../../src/rules/types.js';
import { sealPack } from '../../src/rules/pack.js';

export const fact = (path: FactPath): Expression => ['fact', path];
export const is = (path: FactPath, value: Json): Expression => ['==', fact(path), ['lit', value]];

export function clause(ast: Expression, words = JSON.stringify(ast)): Clause {
  return { is: words, cel: '', ast, reads: readsOf(ast) };
}

function readsOf(ast: Expression): FactPath[] {
  const [op, ...args] = ast;
  if (op === 'fact' && typeof args[0] === 'string' && isFactPath(args[0])) return [args[0]];
  return [...new Set(args.flatMap((arg) => (Array.isArray(arg) ? readsOf(arg as unknown as Expression) : [])))];
}

const ALL: readonly AccessMethod[] = ['p2p', 'ddns', 'wan-ip', 'vpn', 'lan-ip'];

export function rule(id: string, when: Expression | readonly Expression[], rest: Partial<Rule> = {}): Rule {
  const clauses = typeof when[0] === 'string' ? [when as Expression] : (when as readonly Expression[]);
  return {
    id,
    area: 'test',
    title: `Title of ${id}`,
    kind: 'cause',
    status: 'stable',
    paths: ALL,
    match: 'all',
    when: clauses.map((ast) => clause(ast)),
    supports: [],
    severity: 'major',
    confidence: 'certain',
    explains: {},
    evidence: { problem: `Sentence of ${id}.` },
    remedies: [],
    recheck: [],
    references: [],
    ...rest,
  };
}

export function remedy(id: string, effects: Remedy['effects'], rest: Partial<Remedy> = {}): Remedy {
  return { id, title: `Remedy ${id}`, steps: { homeowner: [`Do ${id}.`] }, exposure: 'none', risks: [], effects, ...rest };
}

/** P2P proven by the cloud's status, DDNS by the look from outside; the phone is out of sight. */
export const PATHS: readonly PathDefinition[] = [
  {
    method: 'p2p',
    title: 'P2P',
    setUp: clause(is('recorder.p2p.enabled', true)),
    links: [
      { link: 'app', unseen: true },
      { link: 'cloud', proof: clause(is('recorder.p2p.status', 'online')) },
      { link: 'recorder-network', proof: clause(is('recorder.p2p.status', 'online')) },
    ],
  },
  {
    method: 'ddns',
    title: 'DDNS',
    setUp: clause(is('recorder.ddns.enabled', true)),
    links: [
      { link: 'app', unseen: true },
      { link: 'name', proof: clause(['==', fact('name.public'), fact('wan.publicAddress')]) },
      { link: 'provider-line', proof: clause(is('outside.tcpPort', 'open')) },
      { link: 'port-rule', proof: clause(is('outside.tcpPort', 'open')) },
      { link: 'recorder-network', proof: clause(is('outside.tcpPort', 'open')) },
    ],
  },
];

export function engine(rules: readonly Rule[], options: { paths?: readonly PathDefinition[]; questions?: readonly Question[] } = {}): Engine {
  return engineOf(sealPack({ name: 'test', version: '0', rules, paths: options.paths ?? PATHS, questions: options.questions ?? [] }));
}

export function observation(path: FactPath, value: Json, source: Source = 'recorder-settings'): Observation {
  return { path, source, vantage: 'home', at: 0, value };
}

export function factsOf(values: Readonly<Partial<Record<FactPath, Json>>>, source: Source = 'recorder-settings'): Facts {
  return mergeObservations(Object.entries(values).map(([path, value]) => observation(path as FactPath, value, path.startsWith('access.') ? 'user' : source)));
}
