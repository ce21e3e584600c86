import { randomUUID } from 'node:crypto';
import type { Item, ItemChange, NewItem } from './item.ts';

/** Where items are kept. */
export interface ItemStore {
  /** Newest first. */
  list(filter: { done?: boolean }): Promise<Item[]>;
  read(id: string): Promise<Item | null>;
  create(values: NewItem): Promise<Item>;
  /** @returns null where there is no such item */
  change(id: string, values: ItemChange): Promise<Item | null>;
  /** @returns whether there was one */
  delete(id: string): Promise<boolean>;
  /** Its name, for the health check; throws when it does not answer. */
  check(): Promise<string>;
  close(): Promise<void>;
}

/** Keeps items as long as the process lives. */
export class MemoryStore implements ItemStore {
  readonly #items = new Map<string, Item>();

  list({ done }: { done?: boolean }): Promise<Item[]> {
    const items = [...this.#items.values()].filter((item) => done === undefined || item.done === done);
    return Promise.resolve(items.reverse());
  }

  read(id: string): Promise<Item | null> {
    return Promise.resolve(this.#items.get(id) ?? null);
  }

  create(values: NewItem): Promise<Item> {
    const now = new Date().toISOString();
    const item = { id: randomUUID(), ...values, createdAt: now, updatedAt: now };
    this.#items.set(item.id, item);
    return Promise.resolve(item);
  }

  change(id: string, values: ItemChange): Promise<Item | null> {
    const known = this.#items.get(id);
    if (!known) return Promise.resolve(null);
    const item = { ...known, ...values, updatedAt: new Date().toISOString() };
    this.#items.set(id, item);
    return Promise.resolve(item);
  }

  delete(id: string): Promise<boolean> {
    return Promise.resolve(this.#items.delete(id));
  }

  check(): Promise<string> {
    return Promise.resolve('memory');
  }

  close(): Promise<void> {
    this.#items.clear();
    return Promise.resolve();
  }
}
