/** The engines behind one form: `prepare` a document once, `run` gives per rule true (problem), false (fine) or undefined (cannot tell). */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { EXTRA_FACTS, NAMES, path as factPath, RULES, UNITS } from './rules-cases.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const cache = path.join(root, 'node_modules/.cache/nvr-doctor');
const peers = fileURLToPath(new URL('./peers/', import.meta.url));

export const havePeers = existsSync(`${peers}node_modules/json-rules-engine`) && existsSync(`${peers}node_modules/json-logic-engine`);

const ENTRY = `
export { compilePack, evaluate } from './src/rules/evaluate.js';
export { sealPack } from './src/rules/pack.js';
export { checkCel, narrowed } from './src/rules/front/clause.js';
export { FUNCTIONS } from './src/rules/functions.js';
export { Facts, mergeObservations } from './src/facts/merge.js';
export { FACT_PATHS } from './src/facts/dictionary.js';
`;

/** Our engine from the sources, with the units' facts in the dictionary. */
export async function bundleWithUnits() {
  const outfile = path.join(cache, 'bench-rules.mjs');
  const moreFacts = {
    name: 'more-facts',
    setup(bundle) {
      bundle.onLoad({ filter: /[\\/]src[\\/]facts[\\/]dictionary\.ts$/ }, async ({ path: file }) => {
        const { readFile } = await import('node:fs/promises');
        const text = await readFile(file, 'utf8');
        const contents = text.replace('  ...OUTSIDE,\n', `  ...OUTSIDE,\n  ...${JSON.stringify(EXTRA_FACTS)},\n`);
        if (contents === text) throw new Error('the dictionary has no place for more facts');
        return { contents, loader: 'ts' };
      });
    },
  };
  await build({ absWorkingDir: root, stdin: { contents: ENTRY, resolveDir: root, loader: 'ts' }, bundle: true, packages: 'external', format: 'esm', platform: 'node', target: 'node20', outfile, plugins: [moreFacts], logLevel: 'warning' });
  return import(outfile);
}

/** What loads the shipped pack, as the program does, and nothing else. */
export async function bundleLoader() {
  const outfile = path.join(cache, 'bench-load.mjs');
  const contents = `
import { readFileSync } from 'node:fs';
import { loadPack } from './src/rules/pack.js';
import { compilePack } from './src/rules/evaluate.js';
compilePack(loadPack(JSON.parse(readFileSync(process.argv[2], 'utf8'))));
`;
  await build({ absWorkingDir: root, stdin: { contents, resolveDir: root, loader: 'ts' }, bundle: true, minify: true, format: 'esm', platform: 'node', target: 'node20', outfile, logLevel: 'warning' });
  return outfile;
}

const prefixed = (cel, unit) => cel.replace(/"[^"]*"|\b(m\.)?([a-z]\w*)\b/gi, (whole, item, name) => (item === undefined && NAMES.includes(name) ? factPath(unit, name) : whole));

/** @param lib the bundle of `bundleWithUnits` */
export function ours(lib) {
  const rules = UNITS.flatMap((unit) =>
    RULES.map(({ id, cel }) => {
      let notNull = new Set();
      const when = cel.map((text) => {
        const whole = prefixed(text, unit);
        const { ast, reads, problems } = lib.checkCel(whole, notNull);
        if (!ast) throw new Error(`${whole}: ${JSON.stringify(problems)}`);
        const clause = { is: text, cel: whole, ast, reads };
        notNull = lib.narrowed(notNull, clause, true);
        return clause;
      });
      const fixed = { area: 'bench', title: id, kind: 'cause', status: 'stable', paths: ['p2p'], match: 'all', supports: [], severity: 'major', confidence: 'certain', explains: {}, evidence: { problem: '' }, remedies: [], recheck: [], references: [] };
      return { id: `${id}-${unit}`, when, ...fixed };
    }),
  );
  const compiled = lib.compilePack(lib.sealPack({ name: 'bench', version: '1', rules, paths: [], questions: [] }));
  const VERDICT = { problem: true, ok: false };
  return {
    name: 'nvr-doctor',
    rules: rules.length,
    prepare: (document) => lib.mergeObservations(Object.entries(document).map(([at, value]) => ({ path: at, source: 'settings-file', vantage: 'home', at: 0, value }))),
    evaluate: (facts) => lib.evaluate(compiled, facts),
    run: (facts) => lib.evaluate(compiled, facts).map((result) => VERDICT[result.verdict]),
  };
}

/** Predicates by hand over an array of values that is laid out from the same facts. */
export function byHand(lib) {
  const run = (name) => lib.FUNCTIONS[name].run;
  const functions = { cidrContains: run('cidrContains'), addressClass: run('addressClass'), sameHost: run('sameHost') };
  const paths = UNITS.flatMap((unit) => NAMES.map((name) => factPath(unit, name)));
  const predicates = UNITS.flatMap((unit, index) => {
    const places = Object.fromEntries(NAMES.map((name, place) => [name, index * NAMES.length + place]));
    return RULES.map((rule) => rule.hand(places, functions));
  });
  return {
    name: 'by hand',
    layOut: (facts) => paths.map((at) => facts.value(at)),
    judge: (slots) => predicates.map((predicate) => predicate(slots)),
  };
}

const flat = (at) => at.replace('.', '_');

/** Verdicts are an event or none: it has no third answer. Undefined facts are allowed, or one of them would end the whole run. */
export function jsonRulesEngine(lib) {
  const { Engine } = createRequire(`${peers}package.json`)('json-rules-engine');
  const { cidrContains, addressClass, sameHost } = Object.fromEntries(Object.entries(lib.FUNCTIONS).map(([name, definition]) => [name, definition.run]));
  const engine = new Engine([], { allowUndefinedFacts: true });
  engine.addOperator('inside', (address, network) => typeof address === 'string' && typeof network === 'string' && cidrContains(network, address) === true);
  engine.addOperator('outside', (address, network) => typeof address === 'string' && typeof network === 'string' && cidrContains(network, address) === false);
  engine.addOperator('hasClass', (address, wanted) => typeof address === 'string' && addressClass(address) === wanted);
  engine.addOperator('sameHost', (host, wanted) => typeof host === 'string' && sameHost(host, wanted));
  engine.addOperator('forwards', (mappings, port) => forwards(mappings, port));
  for (const unit of UNITS) {
    const p = (name) => flat(factPath(unit, name));
    engine.addFact(`~${p('tcpRule')}`, async (_params, almanac) => tcpRule(await almanac.factValue(p('mappings')), await almanac.factValue(p('tcpPort'))));
    engine.addFact(`~${p('oldRule')}`, async (_params, almanac) => oldRule(await almanac.factValue(p('mappings')), await almanac.factValue(p('tcpPort')), await almanac.factValue(p('address'))));
    RULES.forEach((rule) => engine.addRule({ conditions: rule.jre(p), event: { type: `${rule.id}-${unit}` } }));
  }
  const ids = UNITS.flatMap((unit) => RULES.map((rule) => `${rule.id}-${unit}`));
  return {
    name: 'json-rules-engine',
    prepare: flatten,
    run: async (document) => {
      const found = new Set((await engine.run(document)).events.map((event) => event.type));
      return ids.map((id) => found.has(id));
    },
  };
}

export async function jsonLogicEngine(lib) {
  const { LogicEngine } = await import(createRequire(`${peers}package.json`).resolve('json-logic-engine'));
  const engine = new LogicEngine();
  const { cidrContains, addressClass, sameHost } = Object.fromEntries(Object.entries(lib.FUNCTIONS).map(([name, definition]) => [name, definition.run]));
  const add = (name, run) => engine.addMethod(name, (args) => run(...args), { deterministic: true, sync: true });
  add('cidrContains', (network, address) => typeof network === 'string' && typeof address === 'string' && cidrContains(network, address) === true);
  add('addressClass', (address) => (typeof address === 'string' ? addressClass(address) : undefined));
  add('sameHost', (host, wanted) => typeof host === 'string' && sameHost(host, wanted));
  add('forwards', forwards);
  add('tcpRule', (mappings, port) => tcpRule(mappings, port) === true);
  add('oldRule', (mappings, port, address) => oldRule(mappings, port, address) === true);
  const built = UNITS.flatMap((unit) => RULES.map((rule) => engine.build(rule.logic((name) => ({ var: flat(factPath(unit, name)) })))));
  return { name: 'json-logic-engine', prepare: flatten, run: (document) => built.map((rule) => Boolean(rule(document))) };
}

function flatten(document) {
  return Object.fromEntries(Object.entries(document).map(([at, value]) => [flat(at), value]));
}
function tcpRule(mappings, port) {
  return mappings?.some((m) => m.protocol === 'tcp' && m.inside === port);
}
function oldRule(mappings, port, address) {
  return mappings?.some((m) => m.protocol === 'tcp' && m.outside === port && m.host !== address);
}
function forwards(mappings, port) {
  return Array.isArray(mappings) && mappings.some((m) => m.inside === port && m.enabled === true);
}
