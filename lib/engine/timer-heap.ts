/** One entry: due time in epoch milliseconds, order of arrival, what to run. */
export interface HeapEntry {
  readonly due: number;
  readonly sequence: number;
  readonly run: () => void;
  cancelled: boolean;
}

const before = (a: HeapEntry, b: HeapEntry): boolean =>
  a.due !== b.due ? a.due < b.due : a.sequence < b.sequence;

/** Fewer cancelled entries than this are not worth a sweep. */
const SWEEP_FROM = 64;

/**
 * Binary heap of timers, earliest first, first come first served at the same time. A cancelled one is dropped when it
 * comes up, or when half of the heap is cancelled: most timers are timeouts far ahead of tasks that are long done.
 */
export class TimerHeap {
  private entries: HeapEntry[] = [];
  private sequence = 0;
  private cancelled = 0;

  get size(): number {
    return this.entries.length;
  }

  push(due: number, run: () => void): HeapEntry {
    const entry: HeapEntry = { due, sequence: this.sequence++, run, cancelled: false };
    this.entries.push(entry);
    this.up(this.entries.length - 1);
    return entry;
  }

  cancel(entry: HeapEntry): void {
    if (entry.cancelled) return;
    entry.cancelled = true;
    this.cancelled++;
    if (this.cancelled >= SWEEP_FROM && this.cancelled * 2 > this.entries.length) this.sweep();
  }

  /** The earliest live entry, without taking it. */
  peek(): HeapEntry | undefined {
    while (this.entries[0]?.cancelled) {
      this.removeTop();
      this.cancelled--;
    }
    return this.entries[0];
  }

  pop(): HeapEntry | undefined {
    const top = this.peek();
    if (top) this.removeTop();
    // It has run: a late cancel is nothing to count.
    if (top) top.cancelled = true;
    return top;
  }

  clear(): void {
    this.entries = [];
    this.cancelled = 0;
  }

  private sweep(): void {
    this.entries = this.entries.filter((entry) => !entry.cancelled);
    this.cancelled = 0;
    for (let index = (this.entries.length >> 1) - 1; index >= 0; index--) this.down(index);
  }

  private removeTop(): void {
    const last = this.entries.pop();
    if (last && this.entries.length > 0) {
      this.entries[0] = last;
      this.down(0);
    }
  }

  private up(start: number): void {
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!before(this.at(index), this.at(parent))) return;
      this.swap(index, parent);
      index = parent;
    }
  }

  private down(start: number): void {
    let index = start;
    for (;;) {
      const left = 2 * index + 1;
      const right = left + 1;
      let least = index;
      if (left < this.entries.length && before(this.at(left), this.at(least))) least = left;
      if (right < this.entries.length && before(this.at(right), this.at(least))) least = right;
      if (least === index) return;
      this.swap(index, least);
      index = least;
    }
  }

  private at(index: number): HeapEntry {
    return this.entries[index] as HeapEntry;
  }

  private swap(a: number, b: number): void {
    const held = this.at(a);
    this.entries[a] = this.at(b);
    this.entries[b] = held;
  }
}
