/**
 * Which causes together account for what is seen to be broken, at the least cost: a proven cause is cheaper than a suspected one, one
 * cause than two, and two suspects are still better than "unexplained". Costs only order the answer; no number is ever shown.
 */
export interface Candidate {
  readonly id: string;
  /** Hundredths, whole and above 0, so that sums compare exactly. */
  readonly cost: number;
  readonly explains: ReadonlySet<string>;
}

export interface Cover {
  readonly chosen: ReadonlySet<string>;
  readonly unexplained: readonly string[];
  readonly cost: number;
}

export const UNEXPLAINED_COST = 10_000;
/** Above this many symptoms the exact search (2^symptoms × causes steps) gives way to the greedy one. */
export const EXACT_UP_TO = 16;
const MOST_SUPPORTS = 2;

/** @param score the computed confidence, 0 to 1 */
export function confirmedCost(score: number, supports: number): number {
  return 1000 - Math.round(score * 100) - supportDiscount(supports);
}

export function suspectedCost(trueClauses: number, clauses: number, supports: number): number {
  return 4000 - Math.round((1000 * trueClauses) / clauses) - supportDiscount(supports);
}

/** Limited, so that no heap of circumstances makes a suspect as cheap as a proven cause. */
function supportDiscount(supports: number): number {
  return 100 * Math.min(supports, MOST_SUPPORTS);
}

/** The order of the candidates decides only between covers of the same cost: the earlier ones win. */
export function cheapestCover(symptoms: readonly string[], candidates: readonly Candidate[]): Cover {
  return symptoms.length <= EXACT_UP_TO ? exactCover(symptoms, candidates) : greedyCover(symptoms, candidates);
}

/** The cheapest of all covers. Symptoms: up to 24 (memory doubles with each). */
export function exactCover(symptoms: readonly string[], candidates: readonly Candidate[]): Cover {
  const masks = candidates.map((candidate) => symptoms.reduce((mask, symptom, bit) => (candidate.explains.has(symptom) ? mask | (1 << bit) : mask), 0));
  const size = 1 << symptoms.length;
  const cheapest = new Float64Array(size).fill(Infinity);
  const added = new Int32Array(size).fill(-1);
  const before = new Int32Array(size);
  cheapest[0] = 0;
  // Adding a cause never clears a bit, so every set of symptoms is final when its turn comes.
  for (let mask = 0; mask < size; mask += 1) {
    const cost = cheapest[mask] as number;
    if (cost === Infinity) continue;
    for (const [index, candidate] of candidates.entries()) {
      const next = mask | (masks[index] as number);
      if (next === mask || cost + candidate.cost >= (cheapest[next] as number)) continue;
      cheapest[next] = cost + candidate.cost;
      added[next] = index;
      before[next] = mask;
    }
  }
  const left = (mask: number): string[] => symptoms.filter((_, bit) => (mask & (1 << bit)) === 0);
  let best = 0;
  let cost = UNEXPLAINED_COST * symptoms.length;
  for (let mask = 1; mask < size; mask += 1) {
    if (cheapest[mask] === Infinity) continue;
    const total = (cheapest[mask] as number) + UNEXPLAINED_COST * left(mask).length;
    if (total < cost) [best, cost] = [mask, total];
  }
  const chosen = new Set<string>();
  for (let mask = best; mask !== 0; mask = before[mask] as number) chosen.add((candidates[added[mask] as number] as Candidate).id);
  return { chosen, unexplained: left(best), cost };
}

/** Again and again the cause that is cheapest for each symptom it newly explains: at most 1 + ln(symptoms) times the cheapest cover. */
export function greedyCover(symptoms: readonly string[], candidates: readonly Candidate[]): Cover {
  const open = new Set(symptoms);
  const chosen = new Set<string>();
  let cost = 0;
  while (open.size > 0) {
    let best: { readonly candidate: Candidate; readonly each: number } | undefined;
    for (const candidate of candidates) {
      const news = [...open].filter((symptom) => candidate.explains.has(symptom)).length;
      const each = candidate.cost / news;
      if (news > 0 && each < (best?.each ?? UNEXPLAINED_COST)) best = { candidate, each };
    }
    if (!best) break;
    chosen.add(best.candidate.id);
    cost += best.candidate.cost;
    for (const symptom of best.candidate.explains) open.delete(symptom);
  }
  return { chosen, unexplained: [...open], cost: cost + UNEXPLAINED_COST * open.size };
}
