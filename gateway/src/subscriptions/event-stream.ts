import type { ServerResponse } from 'node:http';
import type { Credential } from '@wissil/platform/auth';
import type { GraphQLFormattedError } from 'graphql';
import type { PreparedOperation } from '../documents/prepared-operation.ts';
import type { RequestContext } from '../request-context.ts';
import type { ConnectionServices } from './connection-services.ts';
import { formatErrors } from './format-errors.ts';
import { SharedResult } from './shared-result.ts';
import { identityError } from './subscription-errors.ts';
import type { HeldSubscription } from './subscription-hub.ts';

// Browsers dispatch only events that have data.
const COMPLETE = 'event: complete\ndata:\n\n';
const COMMENT = Buffer.from(':\n\n');

/** A client that was told why it is dropped gets so long to read it. */
const GOODBYE_MS = 1_000;

type EventStreamServices = Pick<ConnectionServices, 'executor' | 'hub' | 'limits' | 'live' | 'logger' | 'metrics'>;

/** One operation over GraphQL over SSE, distinct connections mode: https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md */
export class EventStream {
  readonly #response: ServerResponse;
  readonly #services: EventStreamServices;
  readonly #ended = Promise.withResolvers<void>();
  #held: HeldSubscription | undefined;
  #unwatch: (() => void) | undefined;
  #answering = Promise.resolve();

  /** Sends the head of the response. */
  constructor(response: ServerResponse, services: EventStreamServices) {
    this.#response = response;
    this.#services = services;
    response.on('close', () => {
      this.#unwatch?.();
      this.#held?.stop();
      this.#ended.resolve();
    });
    openEventStream(response);
  }

  /** Resolves when the stream has ended, for whatever reason. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** @param credential by which the caller is looked at again while the stream is open */
  start(operation: PreparedOperation, context: RequestContext, credential: Credential | undefined): void {
    if (operation.compiled.kind === 'subscription') this.#listen(operation, context, credential);
    else this.#answering = this.#answer(operation, context);
  }

  /** Keeps proxies from closing a quiet stream; a client that no longer reads is dropped, and the answer is false. */
  heartbeat(): boolean {
    return this.#write(COMMENT);
  }

  /** Resolves when a query or mutation has been answered; a subscription has nothing to wait for. */
  async drain(): Promise<void> {
    await this.#answering;
  }

  /** Without `complete`, so that the client connects again. */
  goAway(): void {
    this.#response.end();
  }

  #listen(operation: PreparedOperation, context: RequestContext, credential: Credential | undefined): void {
    const { hub, live, metrics } = this.#services;
    try {
      this.#held = hub.subscribe(operation, context, {
        next: (result) => {
          if (this.#write(result.eventStreamChunk)) metrics.deliveries++;
        },
        fail: (errors) => this.#fail(errors),
      });
    } catch (error) {
      this.#fail(this.#format(error, context));
      return;
    }
    const { renew } = this.#held;
    if (credential !== undefined && !this.#response.destroyed)
      this.#unwatch = live.watch(credential, context.caller, { renew, end: (error) => this.#revoke([identityError(error)]) });
    // A first comment tells that events are listened to from here on.
    void this.#held.ready.then(() => this.#write(COMMENT));
  }

  async #answer(operation: PreparedOperation, context: RequestContext): Promise<void> {
    const { cancellation } = context;
    cancellation.expireAfter(this.#services.limits.operationTimeoutMs);
    // What a mutation has begun is brought to its end, whoever is still there to read about it.
    if (operation.compiled.kind === 'query') this.#response.on('close', () => cancellation.cancel('client-gone'));
    try {
      const { body } = await this.#services.executor.execute(operation.compiled, operation.variables, context);
      this.#write(new SharedResult(body).eventStreamChunk);
      this.#response.end(COMPLETE);
    } catch (error) {
      this.#fail(this.#format(error, context));
    }
  }

  /** The last thing that the client hears; one that does not read it is dropped. */
  #revoke(errors: readonly GraphQLFormattedError[]): void {
    this.#held?.stop();
    this.#fail(errors);
    setTimeout(() => this.#response.destroy(), GOODBYE_MS).unref();
  }

  #fail(errors: readonly GraphQLFormattedError[]): void {
    endWithErrors(this.#response, errors);
  }

  #format(error: unknown, { requestId }: RequestContext): GraphQLFormattedError[] {
    return formatErrors(error, { requestId, logger: this.#services.logger });
  }

  #write(chunk: Buffer): boolean {
    const response = this.#response;
    if (response.writableEnded || response.destroyed) return false;
    if (response.writableLength > this.#services.limits.maxBufferedBytes) {
      this.#services.metrics.slowConsumers++;
      this.#services.logger.warn({ bufferedBytes: response.writableLength }, 'slow consumer dropped');
      response.destroy();
      return false;
    }
    response.write(chunk);
    return true;
  }
}

/** Answers a request that will not run: in this protocol even that is a stream with one result. */
export function refuseEventStream(response: ServerResponse, errors: readonly GraphQLFormattedError[]): void {
  openEventStream(response);
  endWithErrors(response, errors);
}

function openEventStream(response: ServerResponse): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // nginx would collect the stream otherwise.
    'x-accel-buffering': 'no',
  });
  response.flushHeaders();
}

function endWithErrors(response: ServerResponse, errors: readonly GraphQLFormattedError[]): void {
  if (response.writableEnded || response.destroyed) return;
  response.write(new SharedResult(JSON.stringify({ errors })).eventStreamChunk);
  response.end(COMPLETE);
}
