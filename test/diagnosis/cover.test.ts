import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cheapestCover, confirmedCost, exactCover, EXACT_UP_TO, greedyCover, suspectedCost, UNEXPLAINED_COST, type Candidate, type Cover } from '../../src/diagnosis/cover.js';

const SYMPTOMS = Array.from({ length: 20 }, (_, index) => `s${String(index).padStart(2, '0')}`);

/** `symptoms` of them, and candidates that explain any of these or none. */
function table(mostCauses: number, mostSymptoms: number): fc.Arbitrary<{ symptoms: string[]; causes: Candidate[] }> {
  return fc.integer({ min: 0, max: mostSymptoms }).chain((count) => {
    const symptoms = SYMPTOMS.slice(0, count);
    const causes = fc
      .array(fc.record({ cost: fc.integer({ min: 700, max: 4000 }), explains: fc.subarray(symptoms).map((ids) => new Set(ids)) }), { maxLength: mostCauses })
      .map((rows) => rows.map((row, index) => ({ id: `c${index}`, ...row })));
    return causes.map((list) => ({ symptoms, causes: list }));
  });
}

function costOf(symptoms: readonly string[], causes: readonly Candidate[], chosen: (cause: Candidate) => boolean): number {
  const taken = causes.filter(chosen);
  const left = symptoms.filter((symptom) => !taken.some((cause) => cause.explains.has(symptom)));
  return taken.reduce((sum, cause) => sum + cause.cost, 0) + UNEXPLAINED_COST * left.length;
}

/** The claimed cost is that of the chosen causes, and what is called unexplained is just what they leave. */
function expectTruthful(symptoms: readonly string[], causes: readonly Candidate[], cover: Cover): void {
  expect(cover.cost).toBe(costOf(symptoms, causes, (cause) => cover.chosen.has(cause.id)));
  const reached = causes.filter((cause) => cover.chosen.has(cause.id)).flatMap((cause) => [...cause.explains]);
  expect(new Set(cover.unexplained)).toEqual(new Set(symptoms.filter((symptom) => !reached.includes(symptom))));
}

describe('the cheapest set of causes for what is broken', () => {
  it('is as cheap as the best of all sets, tried one by one', () => {
    let mixed = 0;
    fc.assert(
      fc.property(table(8, 6), ({ symptoms, causes }) => {
        const cover = exactCover(symptoms, causes);
        expectTruthful(symptoms, causes, cover);
        let best = Infinity;
        for (let set = 0; set < 1 << causes.length; set += 1) best = Math.min(best, costOf(symptoms, causes, (cause) => (set & (1 << causes.indexOf(cause))) !== 0));
        expect(cover.cost).toBe(best);
        if (cover.chosen.size > 1) mixed += 1;
      }),
      { numRuns: 2000 },
    );
    // Sets of several causes must occur, or trying them all says nothing.
    expect(mixed).toBeGreaterThan(100);
  });

  it('costs at most 1 + ln n times that where it is sought greedily', () => {
    let dearer = 0;
    fc.assert(
      fc.property(table(12, 10), ({ symptoms, causes }) => {
        const greedy = greedyCover(symptoms, causes);
        expectTruthful(symptoms, causes, greedy);
        const { cost } = exactCover(symptoms, causes);
        expect(greedy.cost).toBeGreaterThanOrEqual(cost);
        expect(greedy.cost).toBeLessThanOrEqual(cost * (1 + Math.log(Math.max(1, symptoms.length))));
        if (greedy.cost > cost) dearer += 1;
      }),
      { numRuns: 2000 },
    );
    expect(dearer).toBeGreaterThan(20);
  });

  it('is exact up to sixteen symptoms and greedy above', () => {
    // The classic trap: the cause that is cheapest for each symptom is not part of the best pair.
    const trap = (count: number): Candidate[] => {
      const all = SYMPTOMS.slice(0, count);
      const [half, most] = [count / 2, count / 2 + 1];
      return [
        { id: 'left', cost: 1000, explains: new Set(all.slice(0, half)) },
        { id: 'right', cost: 1000, explains: new Set(all.slice(half)) },
        { id: 'greedy', cost: 1000, explains: new Set(all.slice(1, most + 1)) },
      ];
    };
    expect([...cheapestCover(SYMPTOMS.slice(0, EXACT_UP_TO), trap(EXACT_UP_TO)).chosen].toSorted()).toEqual(['left', 'right']);
    expect(cheapestCover(SYMPTOMS.slice(0, EXACT_UP_TO + 2), trap(EXACT_UP_TO + 2)).chosen).toContain('greedy');
  });

  it('takes the earlier of two causes that cost the same', () => {
    const twins = ['b', 'a'].map((id) => ({ id, cost: 1000, explains: new Set(['s00']) }));
    for (const solve of [exactCover, greedyCover]) expect([...solve(['s00'], twins).chosen]).toEqual(['b']);
  });
});

describe('costs', () => {
  const score = fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100);
  const supports = fc.nat(9);

  it('make a proven cause cheaper than any suspect, one cheaper than two, and two suspects cheaper than no reason', () => {
    fc.assert(
      fc.property(score, score, score, supports, supports, fc.integer({ min: 1, max: 8 }), fc.nat(8), (a, b, c, few, many, clauses, holding) => {
        const suspect = suspectedCost(Math.min(holding, clauses), clauses, many);
        expect(confirmedCost(a, few)).toBeLessThan(suspect);
        expect(confirmedCost(a, few)).toBeLessThan(confirmedCost(b, few) + confirmedCost(c, many));
        expect(2 * suspect).toBeLessThan(UNEXPLAINED_COST);
        expect(Number.isInteger(suspect) && Number.isInteger(confirmedCost(a, few))).toBe(true);
      }),
    );
  });
});
