/** The smallest part of a set that still does what the whole does, by leaving out (after delta debugging, Zeller and Hildebrandt 2002). */

export interface Smallest<T> {
  readonly items: readonly T[];
  /** True where none of the items can be left out; false where `mostTrials` ended the search. */
  readonly minimal: boolean;
}

/**
 * `holds` is true for all of `items`; it need not be monotone. `items` stand from the most to the least wanted: what stands last is left
 * out first. One item that is enough by itself is looked for before anything else, because that is how most homes change.
 */
export function smallestSet<T>(items: readonly T[], holds: (part: readonly T[]) => boolean, mostTrials: number): Smallest<T> {
  let trials = 0;
  const tried = (part: readonly T[]): boolean => trials++ < mostTrials && holds(part);
  if (tried([])) return { items: [], minimal: true };
  for (const item of items) if (tried([item])) return { items: [item], minimal: true };
  let kept = items;
  let size = Math.ceil(items.length / 2);
  for (;;) {
    const before = kept.length;
    for (let end = kept.length; end > 0; end -= size) {
      const without = [...kept.slice(0, Math.max(0, end - size)), ...kept.slice(end)];
      if (without.length > 0 && tried(without)) kept = without;
    }
    // At size 1 it ends with a pass in which nothing could go: then none can.
    if (size === 1 && kept.length === before) return { items: kept, minimal: trials <= mostTrials };
    size = Math.max(1, Math.ceil(size / 2));
  }
}
