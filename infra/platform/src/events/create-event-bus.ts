import type { BusLogger } from './bus-logger.ts';
import { EmbeddedBus, type EmbeddedBusConfig } from './embedded-bus.ts';
import type { EventBus } from './event-bus.ts';
import { NatsBus, type NatsBusConfig } from './nats-bus.ts';

/** `embedded` keeps the log in the PostgreSQL of `databaseUrl`; `nats` in JetStream. */
export type EventBusConfig = EmbeddedBusConfig | NatsBusConfig;

/** Returns at once; the bus connects in the background, and its operations wait for the connection, each within its deadline. */
export function createEventBus(config: EventBusConfig, { logger }: { logger: BusLogger }): EventBus {
  return config.kind === 'embedded' ? new EmbeddedBus(config, { logger }) : new NatsBus(config, { logger });
}
