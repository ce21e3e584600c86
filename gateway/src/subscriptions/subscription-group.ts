import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { GraphQLFormattedError } from 'graphql';
import type { Caller } from '@wissil/platform/auth';
import type { OperationExecutor } from '../execute/plan-executor-port.ts';
import type { Logger } from '../logger.ts';
import type { CompiledOperation, Variables } from '../plan/compiled-operation.ts';
import { Cancellation } from '../cancellation.ts';
import { createRequestContext } from '../request-context.ts';
import { ConcurrencyLimit } from './concurrency-limit.ts';
import { SharedResult } from './shared-result.ts';
import type { Subscriber } from './subscriber.ts';
import { internalError } from './subscription-errors.ts';
import type { SubscriptionLimits } from './subscription-limits.ts';
import type { SubscriptionMetrics } from './subscription-metrics.ts';

/** Subscribers written to before other work of the process gets its turn. */
const FAN_OUT_SLICE = 1_000;

/** Everybody in a group is this caller as far as answers go: equal scope and equal forwarded headers. */
export interface GroupIdentity {
  caller: Caller;
  forwardedHeaders: Readonly<Record<string, string>>;
  variables: Variables;
}

export interface GroupServices {
  executor: OperationExecutor;
  limits: SubscriptionLimits;
  logger: Logger;
  metrics: SubscriptionMetrics;
}

/**
 * The subscribers that get the same bytes. An event's selection is completed once; completions overlap, deliveries keep the order in which
 * the events came. Memory is bounded: a group that cannot keep up with its events ends its subscribers, who refetch and subscribe again.
 */
export class SubscriptionGroup {
  readonly identity: GroupIdentity;
  /** Replaced when the supergraph changes; an event is completed by the operation of the moment in which it came. */
  operation: CompiledOperation;
  readonly #services: GroupServices;
  readonly #subscribers = new Set<Subscriber>();
  readonly #completions: ConcurrencyLimit;
  #delivered: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(operation: CompiledOperation, identity: GroupIdentity, services: GroupServices) {
    this.operation = operation;
    this.identity = identity;
    this.#services = services;
    this.#completions = new ConcurrencyLimit(services.limits.concurrentCompletions);
  }

  get size(): number {
    return this.#subscribers.size;
  }

  add(subscriber: Subscriber): void {
    this.#subscribers.add(subscriber);
  }

  /** True when it was one of them. */
  delete(subscriber: Subscriber): boolean {
    return this.#subscribers.delete(subscriber);
  }

  /** Takes an event. False when too many wait already: the event is lost, and so the group must be failed. */
  receive(payload: unknown): boolean {
    const { limits, metrics } = this.#services;
    metrics.events++;
    if (this.#waiting >= limits.maxWaitingEvents) return false;
    this.#waiting++;
    const operation = this.operation;
    const completing = this.#completions.run(() => this.#complete(operation, payload));
    this.#delivered = this.#delivered.then(async () => {
      await this.#deliver(await completing);
      this.#waiting--;
    });
    return true;
  }

  /** Ends every subscriber; the group is empty afterwards. */
  fail(errors: readonly GraphQLFormattedError[]): void {
    const subscribers = [...this.#subscribers];
    this.#subscribers.clear();
    for (const subscriber of subscribers) subscriber.fail(errors);
  }

  /** Resolves when every event taken so far has been handed to the subscribers. */
  async drained(): Promise<void> {
    await this.#delivered;
  }

  /** Never rejects: what goes wrong is the subscribers' next result. */
  async #complete(operation: CompiledOperation, payload: unknown): Promise<SharedResult> {
    const { executor, limits, logger, metrics } = this.#services;
    const { caller, forwardedHeaders, variables } = this.identity;
    const cancellation = new Cancellation();
    cancellation.expireAfter(limits.operationTimeoutMs);
    const requestId = randomUUID();
    const stopTimer = metrics.completionSeconds.startTimer();
    try {
      const context = createRequestContext({ caller, requestId, forwardedHeaders, cancellation });
      const outcome = await executor.completeEvent(operation, payload, variables, context);
      if (outcome.errors.length > 0) metrics.failedCompletions++;
      return new SharedResult(outcome.body);
    } catch (error) {
      metrics.failedCompletions++;
      logger.error({ requestId, err: error, subscription: operation.subscription?.fieldName }, 'event could not be completed');
      return new SharedResult(JSON.stringify({ errors: [internalError(requestId)], data: null }));
    } finally {
      cancellation.dispose();
      metrics.completions++;
      stopTimer();
    }
  }

  async #deliver(result: SharedResult): Promise<void> {
    const receivers = [...this.#subscribers];
    for (let start = 0; start < receivers.length; start += FAN_OUT_SLICE) {
      if (start > 0) await nextTurn();
      for (const subscriber of receivers.slice(start, start + FAN_OUT_SLICE)) {
        // It may have gone while others were written to.
        if (this.#subscribers.has(subscriber)) subscriber.next(result);
      }
    }
  }
}
