import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smallestSet } from '../../../src/report/compare/smallest.js';

const ITEMS = Array.from({ length: 12 }, (_, index) => index);
const MANY = 100_000;

describe('the smallest set that is enough', () => {
  it('is exactly the one that is needed, where more never harms', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom(...ITEMS), { minLength: 1, maxLength: 6 }), (needed) => {
        const found = smallestSet(ITEMS, (part) => needed.every((item) => part.includes(item)), MANY);
        expect([...found.items].sort((a, b) => a - b)).toEqual([...needed].sort((a, b) => a - b));
        expect(found.minimal).toBe(true);
      }),
    );
  });

  it('holds, and nothing in it can be left out, whatever the condition', () => {
    fc.assert(
      fc.property(fc.func(fc.boolean()), (chance) => {
        const holds = (part: readonly number[]): boolean => part.length === ITEMS.length || chance([...part].sort().join());
        const { items } = smallestSet(ITEMS, holds, MANY);
        expect(holds(items)).toBe(true);
        for (const item of items) if (items.length > 1) expect(holds(items.filter((other) => other !== item))).toBe(false);
      }),
    );
  });

  it('prefers what stands first where either is enough', () => {
    expect(smallestSet(['a', 'b', 'c'], (part) => part.includes('b') || part.includes('c'), MANY).items).toEqual(['b']);
    expect(smallestSet(['a', 'b', 'c', 'd'], (part) => part.includes('a') && (part.includes('b') || part.includes('d')), MANY).items).toEqual(['a', 'b']);
  });

  it('is empty where nothing is needed', () => {
    expect(smallestSet(ITEMS, () => true, MANY)).toEqual({ items: [], minimal: true });
  });

  it('says so where the search was ended, and what it gives is still enough', () => {
    const needed = [1, 4, 7, 10];
    const holds = (part: readonly number[]): boolean => needed.every((item) => part.includes(item));
    const { items, minimal } = smallestSet(ITEMS, holds, 14);
    expect(minimal).toBe(false);
    expect(holds(items)).toBe(true);
  });
});
