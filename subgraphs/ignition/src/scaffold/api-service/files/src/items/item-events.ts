// [only features.nats]
import { connect } from '@nats-io/transport-node';
import type { Config } from '../config.ts';
import { project } from '../project.ts';
import type { Item } from './item.ts';

export interface ItemEvents {
  /** `<project>.item.<what>`, at most once: subscribers that were away read the items again. */
  publish(what: 'created' | 'changed' | 'deleted', item: Pick<Item, 'id'>): void;
  close(): Promise<void>;
}

export const NO_EVENTS: ItemEvents = { publish: () => undefined, close: () => Promise.resolve() };

export async function openEvents({ natsUrl }: Config): Promise<ItemEvents> {
  if (natsUrl === undefined) return NO_EVENTS;
  const connection = await connect({ servers: natsUrl, maxReconnectAttempts: -1, name: project.slug });
  return {
    publish(what, item) {
      if (!connection.isClosed()) connection.publish(`${project.slug}.item.${what}`, JSON.stringify(item));
    },
    close: () => connection.drain(),
  };
}
