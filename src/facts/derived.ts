/**
 * Quantities that follow from others by order of trust: the best known input speaks, the rest stand beside it. So a rule reads one fact
 * and stays monotone, where "is the better one known?" inside a rule would let a missing fact turn a verdict round.
 */
import type { FactPath } from './dictionary.js';
import type { Fact } from './fact.js';
import type { Json } from './observation.js';

interface Input {
  readonly path: FactPath;
  /** What it says of the derived quantity; undefined: nothing. */
  readonly as?: (value: Json) => Json | undefined;
  /** It speaks of the derived quantity only where these two are the same. */
  readonly where?: readonly [FactPath, FactPath];
}

interface Derivation {
  readonly inputs: readonly Input[];
}

/** What the answer to a sign-in says about a lock of that account. A refusal for another reason says nothing. */
const LOCKED_BY_OUTCOME = new Map<Json, boolean>([['locked', true], ['accepted', false], ['in-use', false]]);

const DERIVED: Readonly<Partial<Record<FactPath, Derivation>>> = {
  // What an outside helper met, else what the person says. A strange device behind the port answers too: who it is, is another question.
  'outside.answers': { inputs: [{ path: 'outside.tcpPort', as: (state) => state === 'open' || state === 'foreign' }, { path: 'access.worksAway' }] },
  // What the recorder said to a sign-in with the app's own account, else what the app says.
  'access.accountLocked': {
    inputs: [
      { path: 'recorder.login.outcome', as: (outcome) => LOCKED_BY_OUTCOME.get(outcome), where: ['recorder.login.user', 'recorder.accounts.appUser'] },
      { path: 'access.message', as: (message) => message === 'account-locked' },
    ],
  },
  // What is typed into the app, else what the recorder listens on.
  'access.wantedPort': { inputs: [{ path: 'access.port' }, { path: 'recorder.ports.tcp' }] },
};

export const DERIVED_PATHS = Object.keys(DERIVED) as readonly FactPath[];

/** The facts behind a path: its inputs where it is derived, else itself. */
export function inputsOf(path: FactPath): readonly FactPath[] {
  return DERIVED[path]?.inputs.flatMap((input) => [input.path, ...(input.where ?? [])]) ?? [path];
}

/** The derived fact, or undefined where the path is not derived. */
export function derive(path: FactPath, get: (input: FactPath) => Fact): Fact | undefined {
  const derivation = DERIVED[path];
  if (!derivation) return undefined;
  const inputs = derivation.inputs.map((input) => ({ fact: get(input.path), value: valueOf(input, get) }));
  const best = inputs.find((input) => input.value !== undefined);
  if (best?.value === undefined || best.fact.state !== 'known') {
    const silent = inputs.find((input) => input.fact.state === 'unknown')?.fact;
    return silent && { ...silent, others: [] };
  }
  const others = inputs.flatMap(({ fact, value }) => (fact !== best.fact && fact.state === 'known' && value !== undefined ? [{ source: fact.source, vantage: fact.vantage, value, at: fact.at }] : []));
  return { ...best.fact, value: best.value, others };
}

function valueOf({ path, as, where }: Input, get: (input: FactPath) => Fact): Json | undefined {
  const fact = get(path);
  if (fact.state !== 'known' || (where && !same(get(where[0]), get(where[1])))) return undefined;
  return as ? as(fact.value) : fact.value;
}

const same = (a: Fact, b: Fact): boolean => a.state === 'known' && b.state === 'known' && a.value === b.value;
