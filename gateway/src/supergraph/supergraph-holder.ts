import type { Supergraph } from './supergraph.ts';

type ChangeListener = (current: Supergraph, previous: Supergraph) => void;

/** The supergraph in force. A swap is atomic: whoever took `current` before keeps the old one to its end. */
export class SupergraphHolder {
  #current: Supergraph;
  readonly #listeners = new Set<ChangeListener>();

  constructor(initial: Supergraph) {
    this.#current = initial;
  }

  get current(): Supergraph {
    return this.#current;
  }

  /** No effect, and false, when it is the same supergraph. Listeners run after the swap. */
  swap(next: Supergraph): boolean {
    const previous = this.#current;
    if (next.id === previous.id) return false;
    this.#current = next;
    for (const listener of this.#listeners) listener(next, previous);
    return true;
  }

  /** The returned function takes the listener off. */
  onChange(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }
}
