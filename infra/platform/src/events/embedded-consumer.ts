import { backOffMs, pause } from './back-off.ts';
import type { BusLogger } from './bus-logger.ts';
import type { EmbeddedLeases, Lease } from './embedded-leases.ts';
import type { EmbeddedLog } from './embedded-log.ts';
import type { ConsumeOptions, DomainEvent, Subscription } from './event-bus.ts';
import { reportRejection } from './rejection.ts';
import type { Wake } from './wake.ts';

const batchSize = 100;
/** How long a lost notification can delay an event, and a standby can overlook a free durable. */
const sweepMs = 2_000;
/** Events of other subjects that may pile up behind a durable before its offset moves past them. */
const skipSlack = 500;
const failureBackOff = { firstMs: 100, longestMs: 5_000 };

export interface EmbeddedConsumerParts {
  log: EmbeddedLog;
  leases: EmbeddedLeases;
  /** Set when the log has grown, a durable is free, or the connection is back. */
  wake: Wake;
  logger: BusLogger;
}

/** Handles the events of one durable in order, for as long as it holds the durable's lease; waits for the lease otherwise. */
export function startEmbeddedConsumer(options: ConsumeOptions, parts: EmbeddedConsumerParts): Subscription {
  const stopping = new AbortController();
  const running = run(options, parts, stopping.signal);
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

async function run(options: ConsumeOptions, parts: EmbeddedConsumerParts, signal: AbortSignal): Promise<void> {
  for (let failures = 0; !signal.aborted;) {
    let lease: Lease | undefined;
    try {
      lease = await parts.leases.acquire(options.durable);
      if (lease) await work({ options, parts, lease }, signal);
      else await parts.wake.wait(sweepMs, signal);
      failures = 0;
    } catch (error) {
      failures++;
      if (!signal.aborted)
        parts.logger.warn({ durable: options.durable, err: error, failures }, 'the consumer cannot reach its log; trying again');
      await pause(backOffMs(failures, failureBackOff), signal);
    } finally {
      await lease?.release().catch(() => undefined);
    }
  }
}

interface Holding {
  options: ConsumeOptions;
  parts: EmbeddedConsumerParts;
  lease: Lease;
}

async function work(holding: Holding, signal: AbortSignal): Promise<void> {
  const { options, lease } = holding;
  const { log, wake } = holding.parts;
  let acknowledged = await log.acknowledged(options.durable);
  let cursor = acknowledged;
  while (lease.held && !signal.aborted) {
    const head = await log.head();
    const batch = await log.readAfter(cursor, { patterns: options.patterns, limit: batchSize });
    for (const { seq, event } of batch) {
      if (!(await handle(event, holding, signal))) return;
      await log.acknowledge(options.durable, seq);
      acknowledged = cursor = seq;
    }
    if (batch.length === batchSize) continue;
    cursor = Math.max(cursor, head);
    if (cursor - acknowledged >= skipSlack) {
      await log.acknowledge(options.durable, cursor);
      acknowledged = cursor;
    }
    if (batch.length === 0) await wake.wait(sweepMs, signal);
  }
}

/** True once the handler has accepted the event; false when the consumer stops or loses its lease before that. */
async function handle(event: DomainEvent, { options, parts, lease }: Holding, signal: AbortSignal): Promise<boolean> {
  for (let attempt = 1; lease.held && !signal.aborted; attempt++) {
    try {
      await options.handler(event);
      return true;
    } catch (error) {
      const retryInMs = reportRejection({ durable: options.durable, event, attempt, error }, parts.logger);
      await pause(retryInMs, signal);
    }
  }
  return false;
}
