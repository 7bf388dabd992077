/**
 * Which remedies may be offered: each one's predicted effects are applied to the facts and the same rules run again. Offered is what
 * makes the cause disappear without a new one on the way; a port is never opened where something further up would still stop it.
 */
import { definitionOf, isFactPath, type FactPath } from '../facts/dictionary.js';
import type { Facts } from '../facts/merge.js';
import type { Json } from '../facts/observation.js';
import { validate } from '../facts/validate.js';
import type { AccessMethod, Audience, Link, Remedy, Rule } from '../rules/types.js';
import { Board } from './board.js';
import { fill } from './fill.js';
import type { OfferedRemedy } from './types.js';

const EXPOSURE_ORDER = ['none', 'shared-account', 'p2p-on', 'opens-port'] as const satisfies readonly Remedy['exposure'][];
/** Behind these a port rule at home reaches nobody: shared provider addresses, a second router. */
const UPSTREAM: readonly Link[] = ['provider-line', 'router-wan'];
const AUDIENCES = ['homeowner', 'installer', 'provider'] as const satisfies readonly Audience[];

/** Remedies for one cause, safest first. `method` is the person's; null where nobody knows it. */
export function offeredRemedies(board: Board, cause: Rule, method: AccessMethod | null): OfferedRemedy[] {
  return cause.remedies
    .filter((remedy) => helps(board, cause, remedy, method))
    .toSorted((a, b) => EXPOSURE_ORDER.indexOf(a.exposure) - EXPOSURE_ORDER.indexOf(b.exposure))
    .map((remedy) => render(remedy, board.facts));
}

function helps(board: Board, cause: Rule, remedy: Remedy, method: AccessMethod | null): boolean {
  const { engine, facts } = board;
  if (remedy.when && engine.clause(remedy.when, facts).value !== true) return false;
  const changes = predict(remedy, facts);
  if (!changes) return false;
  // No prediction at all (wait, replace a cable, ask the provider): harmless advice may stand, opening anything may not.
  if (Object.keys(changes).length === 0) return remedy.exposure === 'none';
  const after = new Board(engine, facts.with(changes));
  const gone = after.verdict(cause.id) !== 'problem';
  // Off the person's way (a note), or with the way unknown, only the cause itself can be judged.
  if (method === null || !cause.paths.includes(method)) return gone && (remedy.exposure !== 'opens-port' || !blockedUpstream(after, cause.paths));
  const newMethod = after.facts.value('access.method') ?? method;
  if (!gone && cause.paths.includes(newMethod)) return false;
  // What follows from this cause goes with it and needs no prediction of its own. A latent cause counts: what seems to refute it is a prediction.
  const before = new Set(board.problems('cause').map((rule) => rule.id));
  const appeared = after.standingOn(newMethod).some((rule) => !before.has(rule.id));
  // The old way's other faults no longer matter on a new way; those of the new way do, however long they have been there.
  const blocked = newMethod !== method && after.standingOn(newMethod).some((rule) => !rule.paths.includes(method));
  return !appeared && !blocked && (remedy.exposure !== 'opens-port' || !blockedUpstream(after, [newMethod]));
}

/** A confirmed or suspected fault further up that no port rule passes. Suspicion is enough: a port is opened only where it will help. */
function blockedUpstream(board: Board, methods: readonly AccessMethod[]): boolean {
  return [...board.rules.values()].some((rule) => {
    if (rule.kind !== 'cause' || !rule.link || !UPSTREAM.includes(rule.link) || !rule.paths.some((path) => methods.includes(path))) return false;
    const result = board.results.get(rule.id);
    return result?.verdict === 'problem' || (result?.verdict === 'unknown' && result.clauses.some((clause) => clause.value === true));
  });
}

type Changes = Partial<Record<FactPath, Json | undefined>>;

/**
 * The facts after the remedy. An effect copied from a fact that is not known leaves its own unknown: the rest of the prediction stands.
 * Undefined where nothing may be foreseen: an effect that is not valid, or a copy that is missing before a port is opened.
 */
function predict(remedy: Remedy, facts: Facts): Changes | undefined {
  const changes: Changes = {};
  for (const [path, effect] of Object.entries(remedy.effects)) {
    if (!isFactPath(path)) return undefined;
    const from = copiedFrom(effect);
    const value = from === undefined ? effect : facts.value(from);
    const valid = value === undefined ? undefined : validate(definitionOf(path), value);
    if (valid === undefined && (from === undefined || remedy.exposure === 'opens-port')) return undefined;
    changes[path] = valid;
  }
  return changes;
}

function copiedFrom(effect: Json | { readonly from: FactPath }): FactPath | undefined {
  return typeof effect === 'object' && effect !== null && 'from' in effect && typeof effect.from === 'string' && isFactPath(effect.from) ? effect.from : undefined;
}

function render(remedy: Remedy, facts: Facts): OfferedRemedy {
  const steps: Record<string, readonly string[]> = {};
  for (const audience of AUDIENCES) {
    const lines = remedy.steps[audience];
    if (lines) steps[audience] = lines.map((line) => fill(line, facts));
  }
  return { id: remedy.id, title: fill(remedy.title, facts), steps, exposure: remedy.exposure, risks: remedy.risks.map((risk) => fill(risk, facts)) };
}
