import { GraphQLError, specifiedRules, validate, type DocumentNode, type GraphQLFormattedError } from 'graphql';
import type { PreparedOperation } from '../documents/prepared-operation.ts';
import type { CompiledOperation } from '../plan/compiled-operation.ts';
import type { RequestContext } from '../request-context.ts';
import type { SupergraphHolder } from '../supergraph/supergraph-holder.ts';
import type { EventSource } from './event-source.ts';
import { eventSubject } from './event-subject.ts';
import { groupKey } from './group-key.ts';
import { SharedSubjects, type SubjectListener } from './shared-subjects.ts';
import type { Subscriber } from './subscriber.ts';
import { gatewayError } from '../gateway-errors.ts';
import { type GroupServices, SubscriptionGroup } from './subscription-group.ts';

/** A client needs no more of them to see that its document is outdated. */
const MAX_ERRORS = 10;

export interface HubServices extends GroupServices {
  source: EventSource;
  holder: SupergraphHolder;
}

export interface HeldSubscription {
  /** Resolves when events arrive. Never rejects: where the source cannot be reached, the subscriber is failed. */
  ready: Promise<void>;
  stop(): void;
}

interface LiveGroup {
  key: string;
  group: SubscriptionGroup;
  document: DocumentNode;
  subject: string;
  listener: SubjectListener;
}

/**
 * Joins equal subscriptions into groups and feeds the groups from the event source, one source subscription per subject. When the
 * supergraph changes, the groups are compiled again and keep their subscribers; those that are no longer valid end with the reason.
 */
export class SubscriptionHub {
  readonly #services: HubServices;
  readonly #subjects: SharedSubjects;
  readonly #groups = new Map<string, LiveGroup>();
  readonly #stopWatching: () => void;

  constructor(services: HubServices) {
    this.#services = services;
    this.#subjects = new SharedSubjects({
      source: services.source,
      logger: services.logger,
      deadlineMs: services.limits.subscribeTimeoutMs,
    });
    this.#stopWatching = services.holder.onChange(() => this.#recompile());
  }

  get groupCount(): number {
    return this.#groups.size;
  }

  get subjectCount(): number {
    return this.#subjects.size;
  }

  get openingCount(): number {
    return this.#subjects.opening;
  }

  get subscriberCount(): number {
    let count = 0;
    for (const { group } of this.#groups.values()) count += group.size;
    return count;
  }

  /** Throws a GraphQLError where the field has no event source or an argument cannot be part of a subject. */
  subscribe(operation: PreparedOperation, context: RequestContext, subscriber: Subscriber): HeldSubscription {
    const key = groupKey(operation, context.shareKey);
    const live = this.#groups.get(key) ?? this.#start(key, operation, context);
    live.group.add(subscriber);
    return {
      ready: this.#ready(live),
      stop: () => {
        if (live.group.delete(subscriber) && live.group.size === 0) this.#end(live);
      },
    };
  }

  /** Resolves when every event that has come so far is with its subscribers. */
  async drained(): Promise<void> {
    await Promise.all(Array.from(this.#groups.values(), ({ group }) => group.drained()));
  }

  /** Ends what the subscribers left running. */
  async close(): Promise<void> {
    this.#stopWatching();
    for (const live of [...this.#groups.values()]) this.#end(live);
    await this.#subjects.stopped();
  }

  #start(key: string, operation: PreparedOperation, context: RequestContext): LiveGroup {
    // A swap may have come between preparation and now.
    const stale = operation.compiled.supergraph !== this.#services.holder.current;
    const compiled = stale ? this.#compile(operation.document, operation.compiled) : operation.compiled;
    const { variables, document } = operation;
    const { caller, forwardedHeaders } = context;
    const subject = subjectOf(compiled, variables);
    const group = new SubscriptionGroup(compiled, { caller, forwardedHeaders, variables }, this.#services);
    const listener = this.#subjects.listen(subject, (payload) => this.#receive(key, group, payload));
    const live = { key, group, document, subject, listener };
    this.#groups.set(key, live);
    return live;
  }

  #receive(key: string, group: SubscriptionGroup, payload: unknown): void {
    if (group.receive(payload)) return;
    const live = this.#groups.get(key);
    if (live?.group !== group) return;
    this.#services.logger.warn(
      { subject: live.subject, subscribers: group.size },
      'subscription group overloaded, its subscribers are ended',
    );
    this.#fail(live, [OVERLOADED]);
  }

  async #ready(live: LiveGroup): Promise<void> {
    const { listener } = live;
    try {
      await listener.ready;
    } catch {
      // The first of the group to notice fails them all; a listener that was replaced since has no say.
      if (live.listener === listener && this.#groups.get(live.key) === live) this.#fail(live, [UNAVAILABLE]);
    }
  }

  #fail(live: LiveGroup, errors: readonly GraphQLFormattedError[]): void {
    this.#end(live);
    live.group.fail(errors);
  }

  #end(live: LiveGroup): void {
    if (this.#groups.get(live.key) === live) this.#groups.delete(live.key);
    live.listener.close();
  }

  #recompile(): void {
    const { logger } = this.#services;
    let ended = 0;
    const groups = [...this.#groups.values()];
    for (const live of groups) {
      try {
        this.#renew(live);
      } catch (error) {
        ended++;
        this.#fail(live, errorsOf(error));
      }
    }
    if (groups.length > 0) logger.info({ groups: groups.length, ended }, 'subscriptions compiled for the new supergraph');
  }

  #renew(live: LiveGroup): void {
    const { group, document } = live;
    const compiled = this.#compile(document, group.operation);
    const problems = compiled.checkVariables(group.identity.variables);
    if (problems !== undefined) throw new AggregateError(problems);
    const subject = subjectOf(compiled, group.identity.variables);
    group.operation = compiled;
    if (subject === live.subject) return;
    const previous = live.listener;
    live.subject = subject;
    live.listener = this.#subjects.listen(subject, (payload) => this.#receive(live.key, group, payload));
    void this.#ready(live);
    previous.close();
  }

  #compile(document: DocumentNode, known: CompiledOperation): CompiledOperation {
    const { executor, holder } = this.#services;
    const problems = validate(holder.current.apiSchema, document, specifiedRules, { maxErrors: MAX_ERRORS });
    if (problems.length > 0) throw new AggregateError(problems);
    return executor.compile(document, known.name);
  }
}

function subjectOf(compiled: CompiledOperation, variables: PreparedOperation['variables']): string {
  const { subscription } = compiled;
  if (subscription?.subject === undefined) {
    const field = subscription === undefined ? 'This operation' : `Subscription field "${subscription.fieldName}"`;
    throw gatewayError('EVENT_SOURCE_MISSING', `${field} has no @eventSource in the supergraph, so no events can be delivered for it.`);
  }
  return eventSubject(subscription.subject, subscription.fieldName, subscription.argumentValues(variables));
}

function errorsOf(error: unknown): GraphQLFormattedError[] {
  const errors: unknown[] = error instanceof AggregateError ? error.errors : [error];
  return errors.map((each) => {
    const reason = each instanceof GraphQLError ? each : new GraphQLError(each instanceof Error ? each.message : String(each));
    const { message, extensions, ...rest } = reason.toJSON();
    return {
      ...rest,
      message: `The supergraph has changed and no longer offers this subscription: ${message}`,
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED', ...extensions },
    };
  });
}

const UNAVAILABLE = gatewayError(
  'EVENT_SOURCE_UNAVAILABLE',
  'The event bus does not take subscriptions at the moment. Try again in a few seconds.',
).toJSON();

const OVERLOADED = gatewayError(
  'SUBSCRIPTION_OVERLOADED',
  'Events come faster than this subscription can be answered. Fetch the current state and subscribe again.',
).toJSON();
