/**
 * Quantities that follow from others by order of trust: the best known input speaks, the rest stand beside it. So a rule reads one fact
 * and stays monotone, where "is the better one known?" inside a rule would let a missing fact turn a verdict round.
 */
import type { FactPath } from './dictionary.js';
import type { Fact } from './fact.js';
import type { Json } from './observation.js';

interface Derivation {
  readonly inputs: readonly { readonly path: FactPath; readonly as?: (value: Json) => Json }[];
}

const DERIVED: Readonly<Partial<Record<FactPath, Derivation>>> = {
  // What an outside helper met, else what the person says. A strange device behind the port answers too: who it is, is another question.
  'outside.answers': { inputs: [{ path: 'outside.tcpPort', as: (state) => state === 'open' || state === 'foreign' }, { path: 'access.worksAway' }] },
  // What is typed into the app, else what the recorder listens on.
  'access.wantedPort': { inputs: [{ path: 'access.port' }, { path: 'recorder.ports.tcp' }] },
};

export const DERIVED_PATHS = Object.keys(DERIVED) as readonly FactPath[];

/** The facts behind a path: its inputs where it is derived, else itself. */
export function inputsOf(path: FactPath): readonly FactPath[] {
  return DERIVED[path]?.inputs.map((input) => input.path) ?? [path];
}

/** The derived fact, or undefined where the path is not derived. */
export function derive(path: FactPath, get: (input: FactPath) => Fact): Fact | undefined {
  const derivation = DERIVED[path];
  if (!derivation) return undefined;
  const inputs = derivation.inputs.map(({ path: input, as }) => ({ fact: get(input), as: as ?? ((value: Json) => value) }));
  const best = inputs.find((input) => input.fact.state === 'known') ?? inputs[0];
  if (!best) return undefined;
  const others = inputs.flatMap(({ fact, as }) => (fact !== best.fact && fact.state === 'known' ? [{ source: fact.source, vantage: fact.vantage, value: as(fact.value), at: fact.at }] : []));
  if (best.fact.state === 'unknown') return { ...best.fact, others: [] };
  return { ...best.fact, value: best.as(best.fact.value), others };
}
