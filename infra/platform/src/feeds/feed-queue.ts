/** Messages that a slow reader keeps at most. */
const feedQueueLimit = 1_000;

/**
 * The messages of one subscription on their way to their reader. When more than 1,000 wait, the oldest are dropped; `onDropped` is told how
 * many at the moment when the reader gets to the place where they are missing.
 */
export class FeedQueue implements AsyncIterableIterator<unknown> {
  readonly #onDropped: ((count: number) => void) | undefined;
  readonly #onEnd: () => void;
  #waiting: unknown[] = [];
  #dropped = 0;
  #ended = false;
  readonly #readers: ((result: IteratorResult<unknown>) => void)[] = [];

  constructor({ onDropped, onEnd }: { onDropped?: ((count: number) => void) | undefined; onEnd: () => void }) {
    this.#onDropped = onDropped;
    this.#onEnd = onEnd;
  }

  push(message: unknown): void {
    if (this.#ended) return;
    const reader = this.#readers.shift();
    if (reader) return reader({ value: message, done: false });
    this.#waiting.push(message);
    if (this.#waiting.length <= feedQueueLimit) return;
    this.#waiting.shift();
    this.#dropped++;
  }

  /** What waits is not delivered any more. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#waiting = [];
    for (const reader of this.#readers.splice(0)) reader({ value: undefined, done: true });
    this.#onEnd();
  }

  next(): Promise<IteratorResult<unknown>> {
    if (this.#ended) return Promise.resolve({ value: undefined, done: true });
    if (this.#dropped > 0) {
      const count = this.#dropped;
      this.#dropped = 0;
      this.#onDropped?.(count);
    }
    if (this.#waiting.length > 0) return Promise.resolve({ value: this.#waiting.shift(), done: false });
    return new Promise((resolve) => this.#readers.push(resolve));
  }

  return(): Promise<IteratorResult<unknown>> {
    this.end();
    return Promise.resolve({ value: undefined, done: true });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
