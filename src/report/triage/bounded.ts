/**
 * Counts by key in bounded memory that can be cut anywhere and put together again. Of more keys than there is room for, those with the
 * smallest hash stay: a key that is among them in the end was among them in every part, so that its count is exact whatever the split
 * and the order. Which keys stay does not depend on how often they occur.
 */

/** What stands behind a key. */
export interface Cell<V> {
  readonly empty: () => V;
  readonly merge: (into: V, from: V) => void;
}

/** Plain data: what a worker sends and what a checkpoint holds. */
export interface BoundedData<V> {
  /** There were more keys than there is room for. */
  readonly over: boolean;
  readonly entries: readonly (readonly [key: string, value: V])[];
}

export class Bounded<V> {
  private readonly cells = new Map<string, V>();
  private over = false;

  constructor(
    private readonly most: number,
    private readonly cell: Cell<V>,
  ) {}

  /** The value behind the key, to be changed in place. */
  at(key: string): V {
    const there = this.cells.get(key);
    if (there !== undefined) return there;
    // Cutting only when twice too full keeps the cost of a new key constant.
    if (this.cells.size >= this.most * 2) this.cut();
    const fresh = this.cell.empty();
    this.cells.set(key, fresh);
    return fresh;
  }

  merge({ over, entries }: BoundedData<V>): void {
    this.over ||= over;
    for (const [key, value] of entries) this.cell.merge(this.at(key), value);
  }

  /** In order of the keys, so that equal content gives equal data. */
  data(): BoundedData<V> {
    this.cut();
    return { over: this.over, entries: [...this.cells].toSorted(([a], [b]) => (a < b ? -1 : 1)) };
  }

  private cut(): void {
    if (this.cells.size <= this.most) return;
    this.over = true;
    const keys = [...this.cells.keys()].map((key) => ({ key, hash: hashOf(key) })).toSorted((a, b) => a.hash - b.hash || (a.key < b.key ? -1 : 1));
    for (const { key } of keys.slice(this.most)) this.cells.delete(key);
  }
}

/** FNV-1a, 32 bit, over UTF-16 code units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

/** A count behind each key. */
export class Counts {
  private readonly counts: Bounded<{ n: number }>;

  constructor(most: number) {
    this.counts = new Bounded(most, COUNT);
  }

  add(key: string, count = 1): void {
    this.counts.at(key).n += count;
  }

  merge({ over, entries }: CountsData): void {
    this.counts.merge({ over, entries: entries.map(([key, n]) => [key, { n }]) });
  }

  data(): CountsData {
    const { over, entries } = this.counts.data();
    return { over, entries: entries.map(([key, { n }]) => [key, n]) };
  }
}

export type CountsData = BoundedData<number>;

const COUNT: Cell<{ n: number }> = { empty: () => ({ n: 0 }), merge: (into, from) => void (into.n += from.n) };
