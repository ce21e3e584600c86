import { AckPolicy, DeliverPolicy, jetstream, type JetStreamManager, type JsMsg } from '@nats-io/jetstream';
import { nanos, type NatsConnection } from '@nats-io/transport-node';
import { backOffMs, pause } from './back-off.ts';
import type { BusLogger } from './bus-logger.ts';
import type { ConsumeOptions, Subscription } from './event-bus.ts';
import { readEnvelope } from './nats-envelope.ts';
import type { NatsLink } from './nats-link.ts';
import { isMissing, streamName } from './nats-stream.ts';
import { reportRejection } from './rejection.ts';
import { coveringPattern, subjectMatches } from './subject.ts';

const failureBackOff = { firstMs: 100, longestMs: 5_000 };
const pullExpiresMs = 10_000;

export interface NatsConsumerParts {
  link: NatsLink;
  /** How long after the death of an instance its event goes to another one; a handler at work renews it. */
  ackWaitMs: number;
  logger: BusLogger;
}

/**
 * A durable pull consumer with one unacknowledged message at a time: that keeps the order, across the instances that share it and across
 * rejections. Servers before 2.10 know one filter for each consumer, so it filters by the narrowest pattern that covers all patterns, and
 * what none of them stands for is acknowledged unseen.
 */
export async function ensureNatsConsumer(manager: JetStreamManager, options: ConsumeOptions, ackWaitMs: number): Promise<void> {
  const mutable = { ack_wait: nanos(ackWaitMs), max_ack_pending: 1, max_deliver: -1, ...filterOf(options.patterns) };
  try {
    const { config } = await manager.consumers.info(streamName, options.durable);
    const same =
      config.ack_wait === mutable.ack_wait &&
      (config.filter_subject || undefined) === mutable.filter_subject &&
      config.max_ack_pending === 1;
    if (!same) await manager.consumers.update(streamName, options.durable, mutable);
  } catch (error) {
    if (!isMissing(error)) throw error;
    await manager.consumers.add(streamName, {
      ...mutable,
      durable_name: options.durable,
      ack_policy: AckPolicy.Explicit,
      deliver_policy: DeliverPolicy.All,
    });
  }
}

/** The stream refuses a filter that is not within one of its subjects, which are families of events: patterns of several take all. */
function filterOf(patterns: readonly string[]): { filter_subject: string | undefined } {
  const covering = coveringPattern(patterns);
  return { filter_subject: /^[*>]/.test(covering) ? undefined : covering };
}

export function startNatsConsumer(options: ConsumeOptions, parts: NatsConsumerParts): Subscription {
  const stopping = new AbortController();
  const running = run(options, parts, stopping.signal);
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

async function run(options: ConsumeOptions, parts: NatsConsumerParts, signal: AbortSignal): Promise<void> {
  for (let failures = 0; !signal.aborted;) {
    try {
      const manager = await parts.link.manager();
      await ensureNatsConsumer(manager, options, parts.ackWaitMs);
      await work({ options, parts, connection: await parts.link.connection() }, signal);
      failures = 0;
    } catch (error) {
      failures++;
      parts.link.doubt();
      if (!signal.aborted)
        parts.logger.warn({ durable: options.durable, err: error, failures }, 'the consumer cannot reach its stream; trying again');
    }
    // Messages also end without an error, when the server has lost the consumer or its stream: that too is no reason to spin.
    await pause(backOffMs(Math.max(failures, 1), failureBackOff), signal);
  }
}

interface Work {
  options: ConsumeOptions;
  parts: NatsConsumerParts;
  connection: NatsConnection;
}

async function work({ options, parts, connection }: Work, signal: AbortSignal): Promise<void> {
  const consumer = await jetstream(connection).consumers.get(streamName, options.durable);
  const messages = await consumer.consume({ max_messages: 10, expires: pullExpiresMs, abort_on_missing_resource: true });
  const stop = (): void => messages.stop();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    for await (const message of messages) {
      if (signal.aborted) message.nak();
      else await handle(message, options, parts);
    }
  } finally {
    signal.removeEventListener('abort', stop);
    await messages.close();
    // Acknowledgements are in the server's hands before the subscription says that it has stopped.
    if (!connection.isClosed()) await Promise.race([connection.flush(), pause(1_000, AbortSignal.timeout(1_000))]).catch(() => undefined);
  }
}

async function handle(message: JsMsg, options: ConsumeOptions, { ackWaitMs, logger }: NatsConsumerParts): Promise<void> {
  if (!options.patterns.some((pattern) => subjectMatches(pattern, message.subject))) return message.ack();
  const event = readEnvelope(message.string());
  if (!event) {
    logger.error(
      { durable: options.durable, subject: message.subject, seq: message.seq },
      'a message in the stream is not an event; the consumer passes it by',
    );
    return message.term();
  }
  const renewal = setInterval(() => message.working(), ackWaitMs / 3);
  try {
    await options.handler(event);
    clearInterval(renewal);
    message.ack();
  } catch (error) {
    clearInterval(renewal);
    message.nak(reportRejection({ durable: options.durable, event, attempt: message.info.deliveryCount, error }, logger));
  }
}
