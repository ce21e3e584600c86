import type { Caller } from '@wissil/platform/auth';
import { GraphQLError, specifiedRules, validate, type DocumentNode, type GraphQLFormattedError } from 'graphql';
import type { PreparedOperation } from '../documents/prepared-operation.ts';
import type { CompiledOperation } from '../plan/compiled-operation.ts';
import type { Denials } from '../identity/denials.ts';
import { type RequestContext, shareKeyOf } from '../request-context.ts';
import type { SupergraphHolder } from '../supergraph/supergraph-holder.ts';
import type { EventSource } from './event-source.ts';
import { CALLER_PLACEHOLDER, eventSubject } from './event-subject.ts';
import { groupKey } from './group-key.ts';
import { SharedSubjects, type SubjectListener } from './shared-subjects.ts';
import type { Subscriber } from './subscriber.ts';
import { gatewayError } from '../gateway-errors.ts';
import { forbiddenError } from './subscription-errors.ts';
import { type GroupIdentity, type GroupServices, type Member, SubscriptionGroup } from './subscription-group.ts';

/** A client needs no more of them to see that its document is outdated. */
const MAX_ERRORS = 10;

export interface HubServices extends GroupServices {
  source: EventSource;
  holder: SupergraphHolder;
  denials: Denials;
}

export interface HeldSubscription {
  /** Resolves when events arrive. Never rejects: where the source cannot be reached, the subscriber is failed. */
  ready: Promise<void>;
  stop(): void;
  /** The subscriber's caller is this one now: it changes to the group of those with the same rights, or is failed where it may not listen any more. */
  renew(caller: Caller): void;
}

/** A member, and where it sits. */
interface Seat extends Member {
  live: LiveGroup;
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

  /**
   * Throws a GraphQLError where the caller lacks a permission (an event's payload never passes a subgraph, which would see to that), the
   * field has no event source, or an argument cannot be part of a subject.
   */
  subscribe(operation: PreparedOperation, context: RequestContext, subscriber: Subscriber): HeldSubscription {
    const { caller, forwardedHeaders } = context;
    const { document, variables } = operation;
    // A swap may have come between preparation and now.
    const stale = operation.compiled.supergraph !== this.#services.holder.current;
    const compiled = stale ? this.#compile(document, operation.compiled) : operation.compiled;
    const permission = compiled.permissions.missing(caller);
    if (permission !== undefined) {
      this.#services.denials.note(context, { operation: operationOf(compiled), permission, code: 'FORBIDDEN' });
      throw forbiddenError(caller, permission);
    }
    const live = this.#groupFor({ compiled, document }, { forwardedHeaders, variables }, caller);
    const seat: Seat = { subscriber, caller, live };
    live.group.add(seat);
    return {
      ready: this.#ready(live),
      stop: () => this.#leave(seat.live, seat),
      renew: (renewed) => {
        seat.caller = renewed;
        if (seat.live.group.has(seat)) this.#reseat(seat);
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

  #groupFor(operation: Operation, identity: GroupIdentity, caller: Caller): LiveGroup {
    const key = keyOf(operation, identity, caller);
    return this.#groups.get(key) ?? this.#start(key, { operation, identity, caller });
  }

  #leave(live: LiveGroup, seat: Seat): void {
    if (live.group.delete(seat) && live.group.size === 0) this.#end(live);
  }

  /** Where the member belongs by what its caller may do now. */
  #reseat(seat: Seat): void {
    const { live, caller, subscriber } = seat;
    const { operation: compiled, identity } = live.group;
    const permission = compiled.permissions.missing(caller);
    if (permission !== undefined) {
      this.#leave(live, seat);
      subscriber.fail([forbiddenError(caller, permission).toJSON()]);
      return;
    }
    const operation = { compiled, document: live.document };
    if (keyOf(operation, identity, caller) === live.key) return;
    const next = this.#groupFor(operation, identity, caller);
    next.group.add(seat);
    next.group.catchUp(seat, live.group.waitingFor(seat));
    seat.live = next;
    this.#leave(live, seat);
    void this.#ready(next);
  }

  #start(key: string, opening: { operation: Operation; identity: GroupIdentity; caller: Caller }): LiveGroup {
    const { identity } = opening;
    const { compiled, document } = opening.operation;
    const subject = subjectOf(compiled, identity.variables, opening.caller);
    const group = new SubscriptionGroup(compiled, identity, this.#services);
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
    const [member] = group.members;
    if (member === undefined) return;
    const subject = subjectOf(compiled, group.identity.variables, member.caller);
    const regroup = !compiled.permissions.equals(group.operation.permissions);
    group.operation = compiled;
    if (subject !== live.subject) {
      const previous = live.listener;
      live.subject = subject;
      live.listener = this.#subjects.listen(subject, (payload) => this.#receive(live.key, group, payload));
      void this.#ready(live);
      previous.close();
    }
    if (regroup) for (const seat of group.members) this.#reseat(seat as Seat);
  }

  #compile(document: DocumentNode, known: CompiledOperation): CompiledOperation {
    const { executor, holder } = this.#services;
    const problems = validate(holder.current.apiSchema, document, specifiedRules, { maxErrors: MAX_ERRORS });
    if (problems.length > 0) throw new AggregateError(problems);
    return executor.compile(document, known.name);
  }
}

/** A valid subscription of the supergraph in force, and its text. */
interface Operation {
  compiled: CompiledOperation;
  document: DocumentNode;
}

function keyOf({ compiled, document }: Operation, { forwardedHeaders, variables }: GroupIdentity, caller: Caller): string {
  return groupKey(compiled, { document, variables }, shareKeyOf(compiled, caller, forwardedHeaders));
}

function operationOf({ subscription }: CompiledOperation): string {
  return `Subscription.${subscription?.fieldName ?? ''}`;
}

function subjectOf(compiled: CompiledOperation, variables: PreparedOperation['variables'], caller: Caller): string {
  const { subscription } = compiled;
  if (subscription?.subject === undefined) {
    const field = subscription === undefined ? 'This operation' : `Subscription field "${subscription.fieldName}"`;
    throw gatewayError('EVENT_SOURCE_MISSING', `${field} has no @eventSource in the supergraph, so no events can be delivered for it.`);
  }
  if (subscription.subject.includes(CALLER_PLACEHOLDER) && !compiled.permissions.personal) {
    // Its groups would hold several people, and all would hear what is the first one's.
    throw gatewayError(
      'EVENT_SOURCE_MISSING',
      `Subscription field "${subscription.fieldName}" listens by caller without a personal permission.`,
    );
  }
  return eventSubject(subscription.subject, subscription.fieldName, {
    caller: caller.subject,
    argumentValues: subscription.argumentValues(variables),
  });
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
