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

/** A subscriber, and for whom. */
export interface Member {
  readonly subscriber: Subscriber;
  caller: Caller;
}

/** What is the same for everybody in a group; as far as answers go, their callers are too. */
export interface GroupIdentity {
  forwardedHeaders: Readonly<Record<string, string>>;
  variables: Variables;
}

interface WaitingEvent {
  payload: unknown;
  /** Whom alone it is for; undefined: everybody. */
  only: Member | undefined;
  /** Who has had it elsewhere. */
  readonly without: Set<Member>;
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
  readonly #members = new Set<Member>();
  readonly #completions: ConcurrencyLimit;
  /** Events that are not with everybody yet, in their order. */
  readonly #waiting: WaitingEvent[] = [];
  #delivered: Promise<void> = Promise.resolve();

  constructor(operation: CompiledOperation, identity: GroupIdentity, services: GroupServices) {
    this.operation = operation;
    this.identity = identity;
    this.#services = services;
    this.#completions = new ConcurrencyLimit(services.limits.concurrentCompletions);
  }

  get size(): number {
    return this.#members.size;
  }

  get members(): readonly Member[] {
    return [...this.#members];
  }

  has(member: Member): boolean {
    return this.#members.has(member);
  }

  add(member: Member): void {
    this.#members.add(member);
  }

  /** True when it was one of them. */
  delete(member: Member): boolean {
    return this.#members.delete(member);
  }

  /** Takes an event. False when too many wait already: the event is lost, and so the group must be failed. */
  receive(payload: unknown): boolean {
    const { limits, metrics } = this.#services;
    metrics.events++;
    if (this.#waiting.length >= limits.maxWaitingEvents) return false;
    this.#take({ payload, only: undefined, without: new Set() });
    return true;
  }

  /** The events that the member has still to get, for the group that it changes to. */
  waitingFor(member: Member): unknown[] {
    return this.#waiting
      .filter(({ only, without }) => (only === undefined ? !without.has(member) : only === member))
      .map(({ payload }) => payload);
  }

  /** A member from another group of the same events gets those that were waiting for it there, and of the ones that wait here none twice. */
  catchUp(member: Member, payloads: readonly unknown[]): void {
    for (const event of this.#waiting) event.without.add(member);
    for (const payload of payloads) this.#take({ payload, only: member, without: new Set() });
  }

  /** Ends every subscriber; the group is empty afterwards. */
  fail(errors: readonly GraphQLFormattedError[]): void {
    const members = [...this.#members];
    this.#members.clear();
    for (const { subscriber } of members) subscriber.fail(errors);
  }

  /** Resolves when every event taken so far has been handed to the subscribers. */
  async drained(): Promise<void> {
    await this.#delivered;
  }

  #take(event: WaitingEvent): void {
    const { operation } = this;
    // Somebody who is there now: who joined first may have lost the right since.
    const [first] = this.#members;
    const caller = (event.only ?? first)?.caller;
    if (caller === undefined) return;
    this.#waiting.push(event);
    const completing = this.#completions.run(() => this.#complete(operation, caller, event.payload));
    this.#delivered = this.#delivered.then(async () => {
      const result = await completing;
      const everybody = event.without.size === 0 ? this.members : this.members.filter((member) => !event.without.has(member));
      await this.#deliver(result, event.only ? [event.only] : everybody);
      this.#waiting.shift();
    });
  }

  /** Never rejects: what goes wrong is the subscribers' next result. */
  async #complete(operation: CompiledOperation, caller: Caller, payload: unknown): Promise<SharedResult> {
    const { executor, limits, logger, metrics } = this.#services;
    const { forwardedHeaders, variables } = this.identity;
    const cancellation = new Cancellation();
    cancellation.expireAfter(limits.operationTimeoutMs);
    const requestId = randomUUID();
    const stopTimer = metrics.completionSeconds.startTimer();
    try {
      const context = createRequestContext({ operation, caller, requestId, forwardedHeaders, cancellation });
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

  async #deliver(result: SharedResult, receivers: readonly Member[]): Promise<void> {
    for (let start = 0; start < receivers.length; start += FAN_OUT_SLICE) {
      if (start > 0) await nextTurn();
      for (const member of receivers.slice(start, start + FAN_OUT_SLICE)) {
        // It may have gone while others were written to.
        if (this.#members.has(member)) member.subscriber.next(result);
      }
    }
  }
}
