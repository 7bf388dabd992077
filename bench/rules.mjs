/**
 * The rules engine against predicates written by hand and against json-rules-engine and json-logic-engine, on the same 60 rules and 200
 * facts; and what each of them says when a quarter of the facts is unknown.
 */
import { fileURLToPath } from 'node:url';
import { interleaved, lowerQuartile } from './measure.mjs';
import { completeDocument, NAMES, path, pick, random, UNITS, valuesOf, withUnknown } from './rules-cases.mjs';
import { bundleLoader, bundleWithUnits, byHand, havePeers, jsonLogicEngine, jsonRulesEngine, ours } from './rules-engines.mjs';

const DOCUMENTS = 400;
/** The slow engines get fewer, and the comparison with them is over these. */
const FEW = 40;
const ROUNDS = 21;
/** Passes over all documents in one timing: a few milliseconds at least, so that no single interruption decides. */
const PASSES = 4;
const UNKNOWN_SHARE = 0.25;

export async function rules() {
  const lib = await bundleWithUnits();
  const engine = ours(lib);
  const hand = byHand(lib);
  if (!havePeers) console.log('rules      skipped: json-rules-engine and json-logic-engine (run `npm ci --prefix bench/peers`)');
  const peers = havePeers ? [jsonRulesEngine(lib), await jsonLogicEngine(lib)] : [];
  console.log(`rules      ${engine.rules} rules, ${lib.FACT_PATHS.length} facts, ${DOCUMENTS} documents: 12 rules in the manner of the shipped ones for each of ${UNITS.length} units`);

  const next = random(7);
  const whole = Array.from({ length: DOCUMENTS }, () => completeDocument(next));
  const partial = whole.map((document) => withUnknown(document, UNKNOWN_SHARE, next));
  await mustAgree(whole, engine, hand, peers);
  const speed = await speeds(lib, engine, hand, peers, whole, partial);
  const wrong = await soundness(lib, [engine, ...peers], hand, whole, partial);
  const [empty, loading] = interleaved([[process.execPath, '-e', '0'], [process.execPath, await bundleLoader(), fileURLToPath(new URL('../dist/rules.pack.json', import.meta.url))]], 25, lowerQuartile);
  return [
    { what: 'a fresh document, facts laid out and judged, against by hand', value: speed.fresh / speed.handFresh, limit: 4, unit: '×' },
    { what: 'a document whose facts lie ready, against by hand', value: speed.warm / speed.handWarm, limit: 4, unit: '×' },
    { what: '25 % of the facts unknown, against none', value: speed.freshUnknown / speed.fresh, limit: 1.5, unit: '×' },
    { what: '25 % unknown and every reason asked for, against by hand', value: speed.reasons / speed.handFreshUnknown, limit: 8, unit: '×' },
    ...(havePeers ? [{ what: 'json-rules-engine, its document ready as well, takes longer', value: speed.peers[0] / speed.warmFew, limit: 50, unit: '×', atLeast: true }] : []),
    { what: 'loading the shipped pack above an empty process', value: loading - empty, limit: 25, unit: ' ms' },
    { what: 'heap grown from 20,000 to 100,000 documents', value: memory(lib, engine, partial), limit: 1, unit: ' MB' },
    { what: 'false all-clears at 25 % unknown', value: wrong.allClear, limit: 0, unit: '' },
    { what: 'false alarms at 25 % unknown', value: wrong.alarm, limit: 0, unit: '' },
  ];
}

/** The same rules written four times: on whole documents they must say the same, or nothing else here means anything. */
async function mustAgree(documents, engine, hand, peers) {
  let problems = 0;
  for (const document of documents) {
    const facts = engine.prepare(document);
    const expected = hand.judge(hand.layOut(facts));
    problems += expected.filter((verdict) => verdict === true).length;
    for (const other of [engine, ...peers]) {
      const said = await other.run(other.prepare(document));
      const at = said.findIndex((verdict, index) => verdict !== expected[index]);
      if (at >= 0) throw new Error(`${other.name} says ${said[at]} where the hand-written rule ${at} says ${expected[at]}: ${JSON.stringify(document)}`);
    }
  }
  console.log(`rules      all agree on whole documents: ${problems} problems in ${documents.length * engine.rules} verdicts`);
}

/**
 * Lower quartiles in µs per document: other work on the machine only ever adds. In turn within each round, so that a drift of the machine
 * meets all alike. A fresh document is a copy whose facts were not laid out before; the time of the copying itself is taken off.
 */
async function speeds(lib, engine, hand, peers, whole, partial) {
  const facts = whole.map(engine.prepare);
  const unknown = partial.map(engine.prepare);
  const peerDocuments = peers.map((peer) => whole.map(peer.prepare));
  const slots = facts.map(hand.layOut);
  const timed = { copy: [], fresh: [], handFresh: [], copyUnknown: [], freshUnknown: [], handFreshUnknown: [], warm: [], warmFew: [], handWarm: [], reasons: [], peers: peers.map(() => []) };
  const each = (into, documents, run) => {
    const passes = (PASSES * facts.length) / documents.length;
    const started = performance.now();
    for (let pass = 0; pass < passes; pass += 1) for (const document of documents) run(document);
    into.push(((performance.now() - started) * 1000) / documents.length / passes);
  };
  for (let round = -5; round < ROUNDS; round += 1) {
    const into = round < 0 ? Object.fromEntries(Object.keys(timed).map((key) => [key, []])) : timed;
    each(into.copy, facts, (document) => document.with({}));
    each(into.fresh, facts, (document) => engine.evaluate(document.with({})));
    each(into.handFresh, facts, (document) => hand.judge(hand.layOut(document.with({}))));
    each(into.copyUnknown, unknown, (document) => document.with({}));
    each(into.freshUnknown, unknown, (document) => engine.evaluate(document.with({})));
    each(into.handFreshUnknown, unknown, (document) => hand.judge(hand.layOut(document.with({}))));
    each(into.warm, facts, engine.evaluate);
    each(into.handWarm, slots, hand.judge);
    each(into.warmFew, facts.slice(0, FEW), engine.evaluate);
    each(into.reasons, unknown, (document) => engine.evaluate(document.with({})).forEach((result) => result.missing));
    for (const [index, peer] of peers.entries()) {
      const few = peerDocuments[index].slice(0, FEW);
      const started = performance.now();
      for (const document of few) await peer.run(document);
      if (round >= 0) timed.peers[index].push(((performance.now() - started) * 1000) / few.length);
    }
  }
  const result = Object.fromEntries(Object.entries(timed).map(([key, values]) => [key, key === 'peers' ? values.map(lowerQuartile) : lowerQuartile(values)]));
  for (const key of ['fresh', 'handFresh']) result[key] -= result.copy;
  for (const key of ['freshUnknown', 'handFreshUnknown', 'reasons']) result[key] -= result.copyUnknown;
  const us = (value) => `${value.toFixed(1)} µs`;
  console.log(`rules      per fresh document: nvr-doctor ${us(result.fresh)} (25 % unknown ${us(result.freshUnknown)}, with all reasons ${us(result.reasons)}), by hand ${us(result.handFresh)}; facts ready: ${us(result.warm)} and ${us(result.handWarm)}${peers.map((peer, index) => `; ${peer.name} ${us(result.peers[index])}`).join('')}`);
  return result;
}

/**
 * What is said of a document with unknown facts, held against what it may turn out to be: the real document behind it and forty random
 * completions. A verdict that one of these contradicts was made up.
 */
async function soundness(lib, engines, hand, whole, partial) {
  const next = random(11);
  const rows = engines.map((engine) => ({ engine, allClear: 0, alarm: 0, open: 0 }));
  let undecided = 0;
  for (const [index, known] of partial.entries()) {
    const possible = [whole[index], ...Array.from({ length: 40 }, () => complete(known, next))].map((document) => hand.judge(paths().map((at) => document[at])));
    const canBe = (rule, verdict) => possible.some((verdicts) => verdicts[rule] === verdict);
    undecided += possible[0].filter((_, rule) => canBe(rule, true) && canBe(rule, false)).length;
    for (const row of rows) {
      const said = await row.engine.run(row.engine.prepare(known));
      said.forEach((verdict, rule) => {
        if (verdict === false && canBe(rule, true)) row.allClear += 1;
        if (verdict === true && canBe(rule, false)) row.alarm += 1;
        if (verdict === undefined) row.open += 1;
      });
    }
  }
  console.log(`rules      25 % unknown, ${partial.length} documents, ${undecided} of ${partial.length * 60} verdicts cannot be told:`);
  for (const row of rows) console.log(`rules        ${row.engine.name.padEnd(18)} ${String(row.allClear).padStart(6)} false all-clears ${String(row.alarm).padStart(6)} false alarms ${String(row.open).padStart(6)} said to be unknown`);
  return rows[0];
}

const paths = () => UNITS.flatMap((unit) => NAMES.map((name) => path(unit, name)));

function complete(known, next) {
  const document = {};
  for (const unit of UNITS) for (const name of NAMES) document[path(unit, name)] = path(unit, name) in known ? known[path(unit, name)] : pick(valuesOf(name), next);
  return document;
}

function memory(lib, engine, documents) {
  const used = () => {
    globalThis.gc?.();
    return process.memoryUsage().heapUsed / 1e6;
  };
  let before = 0;
  let open = 0;
  for (let count = 0; count < 100_000; count += 1) {
    if (count === 20_000) before = used();
    const results = engine.evaluate(engine.prepare(documents[count % documents.length]));
    if (results[count % results.length].missing.length > 0) open += 1;
  }
  if (open === 0) throw new Error('no document left anything open');
  return used() - before;
}
