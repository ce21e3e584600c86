import { z } from 'zod';
import { ServiceError } from '../http/reply.ts';
import type { ServiceParts } from '../service.ts';
import { checked } from './item-input.ts';
import { type Item, itemChange, newItem } from './item.ts';

/** What can be done with items, whoever asks and in whatever language; everything given is checked here. */
export class ItemService {
  readonly #parts: ServiceParts;

  constructor(parts: ServiceParts) {
    this.#parts = parts;
  }

  list(filter: { done?: boolean }): Promise<Item[]> {
    return this.#parts.store.list(filter);
  }

  async read(id: string): Promise<Item> {
    return found(id, await this.#parts.store.read(knownId(id)));
  }

  async create(given: unknown): Promise<Item> {
    const item = await this.#parts.store.create(checked(newItem, given));
    // [if features.nats]
    this.#parts.events.publish('created', item);
    // [end]
    return item;
  }

  async change(id: string, given: unknown): Promise<Item> {
    const item = found(id, await this.#parts.store.change(knownId(id), checked(itemChange, given)));
    // [if features.nats]
    this.#parts.events.publish('changed', item);
    // [end]
    return item;
  }

  async delete(id: string): Promise<void> {
    if (!(await this.#parts.store.delete(knownId(id)))) throw missing(id);
    // [if features.nats]
    this.#parts.events.publish('deleted', { id });
    // [end]
  }
}

function knownId(id: string): string {
  if (!z.uuid().safeParse(id).success) throw missing(id);
  return id;
}

function found(id: string, item: Item | null): Item {
  if (item === null) throw missing(id);
  return item;
}

function missing(id: string): ServiceError {
  return new ServiceError(404, `There is no item ${id.slice(0, 40)}.`);
}
