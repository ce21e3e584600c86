// [if features.tracing]
import { startTracing } from './operations/tracing.ts';
// [end]
import { parseConfig } from './config.ts';
// [if features.nats]
import { openEvents } from './items/item-events.ts';
// [end]
import { openStore } from './items/open-store.ts';
import { createService } from './service.ts';

const DRAIN_MS = 10_000;

const config = parseConfig(process.env);
// [if features.tracing]
const tracing = startTracing(config);
// [end]
const store = await openStore(config);
// [if features.nats]
const events = await openEvents(config);
// [end]
const service = createService({
  store,
  // [if features.nats]
  events,
  // [end]
});

service.server.on('error', (error: NodeJS.ErrnoException) => {
  const where = 'path' in config.listen ? config.listen.path : `port ${config.listen.port} of ${config.listen.host}`;
  console.error(error.code === 'EADDRINUSE' ? `${where} is in use: stop what holds it, or set PORT.` : error.message);
  process.exit(1);
});
service.server.listen(config.listen, () => {
  console.log(`Ready on ${'path' in config.listen ? config.listen.path : `http://${config.listen.host}:${config.listen.port}`}`);
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => {
    void stop();
  });
}

/** Answers what has begun, takes nothing new, and ends. */
async function stop(): Promise<void> {
  await service.drain(DRAIN_MS);
  await store.close();
  // [if features.nats]
  await events.close();
  // [end]
  // [if features.tracing]
  await tracing.close();
  // [end]
  process.exit(0);
}
