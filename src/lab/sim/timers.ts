/** A binary heap of timers in virtual time; timers of one instant fire in the order they were set, so every run is the same. */

export interface Timer {
  cancel(): void;
}

export class HeapTimer implements Timer {
  callback: (() => void) | undefined;
  constructor(
    readonly due: number,
    readonly order: number,
    /** A background timer fires when time passes, but time never passes for its sake. */
    readonly background: boolean,
    callback: () => void,
    private readonly onCancel: (timer: HeapTimer) => void,
    /** It ends somebody's waiting. */
    readonly ends = false,
  ) {
    this.callback = callback;
  }

  cancel(): void {
    if (!this.callback) return;
    this.callback = undefined;
    this.onCancel(this);
  }
}

export class TimerHeap {
  private readonly items: HeapTimer[] = [];

  push(timer: HeapTimer): void {
    const items = this.items;
    let at = items.push(timer) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(timer, items[parent] as HeapTimer)) break;
      items[at] = items[parent] as HeapTimer;
      at = parent;
    }
    items[at] = timer;
  }

  /** The next live timer, left in place. Cancelled ones are dropped on the way. */
  peek(): HeapTimer | undefined {
    while (this.items.length > 0 && !this.items[0]?.callback) this.removeFirst();
    return this.items[0];
  }

  pop(): HeapTimer | undefined {
    const first = this.peek();
    if (first) this.removeFirst();
    return first;
  }

  /** Takes out everything, in no order. */
  clear(): readonly HeapTimer[] {
    return this.items.splice(0);
  }

  private removeFirst(): void {
    const items = this.items;
    const last = items.pop();
    if (!last || items.length === 0) return;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && before(items[child + 1] as HeapTimer, items[child] as HeapTimer)) child++;
      if (!before(items[child] as HeapTimer, last)) break;
      items[at] = items[child] as HeapTimer;
      at = child;
    }
    items[at] = last;
  }
}

function before(a: HeapTimer, b: HeapTimer): boolean {
  return a.due < b.due || (a.due === b.due && a.order < b.order);
}
