/** A relay in a process of its own, for tests that kill it. */
import { createLogger } from '../logging/index.ts';
import { createEventBus, type EventBusConfig, startOutboxRelay } from './index.ts';

const { databaseUrl, schema, bus } = JSON.parse(process.argv[2] ?? '{}') as { databaseUrl: string; schema: string; bus: EventBusConfig };
const logger = createLogger({ level: 'silent', name: 'relay' });
startOutboxRelay({ databaseUrl, schema, source: schema, bus: createEventBus(bus, { logger }), logger, batchSize: 20 });
