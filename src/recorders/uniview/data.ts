/** The data of a LAPI reply, looked into by names that are guesses: letter case does not count, depth and number of objects are bounded. */
import { boolText, countText, type Cell } from '../cells.js';

const MAX_DEPTH = 8;
const MAX_BAGS = 512;

/** The fields of one object by name in lower case. A map, because the names are the device's. */
export interface Bag extends ReadonlyMap<string, unknown> {
  /** The object around it. */
  readonly holder?: Bag | undefined;
}

/** The object itself and all below it, in document order. */
export function bagsIn(value: unknown): readonly Bag[] {
  const found: Bag[] = [];
  const visit = (at: unknown, depth: number, holder?: Bag): void => {
    if (typeof at !== 'object' || at === null || depth > MAX_DEPTH || found.length >= MAX_BAGS) return;
    const fields = Object.entries(at);
    const bag = Array.isArray(at) ? holder : Object.assign(new Map(fields.map(([name, field]) => [name.toLowerCase(), field])), { holder });
    if (bag && bag !== holder) found.push(bag);
    for (const [, field] of fields) visit(field, depth + 1, bag);
  };
  visit(value, 0);
  return found;
}

/** An object and those around it, from the inside out: what is said of it, and not of its neighbours. */
export function around(bag: Bag | undefined): readonly Bag[] {
  return bag === undefined ? [] : [bag, ...around(bag.holder)];
}

/** The first field of these names (in lower case) in the first object that has one. */
export function pick(bags: readonly Bag[], ...names: readonly string[]): unknown {
  for (const bag of bags) {
    for (const name of names) if (bag.has(name)) return bag.get(name);
  }
  return undefined;
}

/** LAPI writes switches as 0 and 1. */
export function boolOf(value: unknown): Cell<boolean> {
  if (typeof value === 'boolean' || value === undefined) return value;
  return typeof value === 'number' || typeof value === 'string' ? boolText(String(value)) : 'malformed';
}

export function countOf(value: unknown): Cell<number> {
  if (value === undefined) return undefined;
  return typeof value === 'number' || typeof value === 'string' ? countText(String(value)) : 'malformed';
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
