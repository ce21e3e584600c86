import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Caller } from '@wissil/platform/auth';
import { WissilError } from '@wissil/platform/errors';
import type { GraphQLFormattedError } from 'graphql';
import type { RawData, WebSocket } from 'ws';
import { Cancellation } from '../cancellation.ts';
import type { PreparedOperation } from '../documents/prepared-operation.ts';
import type { LiveConnection } from '../identity/live-identities.ts';
import { createRequestContext, type RequestContext } from '../request-context.ts';
import { type ClientMessage, InvalidMessage, parseClientMessage } from './client-message.ts';
import { CLOSE_CODES, type CloseCode, closeReason } from './close-codes.ts';
import type { ConnectionServices } from './connection-services.ts';
import { formatErrors } from './format-errors.ts';
import { nextTail, type SharedResult } from './shared-result.ts';
import { identifySocket, type SocketIdentity } from './socket-identity.ts';
import type { Subscriber } from './subscriber.ts';
import { gatewayError } from '../gateway-errors.ts';
import { stoppingError } from './subscription-errors.ts';

type SubscribeMessage = Extract<ClientMessage, { type: 'subscribe' }>;

/** A client that was told why it is dropped gets so long to read it. */
const GOODBYE_MS = 1_000;

interface RunningOperation {
  /** Single results end by themselves and are waited for when the gateway closes. */
  kind: 'single' | 'subscription';
  stop(): unknown;
  /** Goes on for the caller that it is now. */
  renew?(caller: Caller): void;
}

/** One client on graphql-transport-ws: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md */
export class WebSocketConnection implements LiveConnection {
  readonly #webSocket: WebSocket;
  /** Below the WebSocket: shared frames are written to it whole. */
  readonly #socket: Duplex;
  readonly #services: ConnectionServices;
  readonly #operations = new Map<string, RunningOperation>();
  readonly #ended = Promise.withResolvers<void>();
  readonly #initTimer: NodeJS.Timeout;
  /** Kept until the caller is known: thousands of sockets should not hold their headers. */
  #request: IncomingMessage | undefined;
  #state: 'opened' | 'initialising' | 'acknowledged' | 'closing' = 'opened';
  #identity: SocketIdentity | undefined;
  #unwatch: (() => void) | undefined;
  #alive = true;
  #draining: (() => void) | undefined;

  constructor(webSocket: WebSocket, request: IncomingMessage, services: ConnectionServices) {
    this.#webSocket = webSocket;
    this.#socket = request.socket;
    this.#request = request;
    this.#services = services;
    this.#initTimer = setTimeout(
      () => this.#close(CLOSE_CODES.CONNECTION_INIT_TIMEOUT, 'Connection initialisation timeout'),
      services.limits.connectionInitTimeoutMs,
    );
    webSocket.on('message', (data, isBinary) => {
      this.#alive = true;
      if (this.#state !== 'acknowledged' && byteLength(data) > services.limits.maxInitBytes)
        this.#close(CLOSE_CODES.BAD_MESSAGE, 'Invalid message: too long before connection_ack');
      else if (isBinary) this.#close(CLOSE_CODES.BAD_MESSAGE, 'Invalid message: expected text, received binary data');
      else this.#receive(String(data));
    });
    webSocket.on('pong', () => {
      this.#alive = true;
    });
    webSocket.on('error', (error) => services.logger.debug({ err: error }, 'websocket failed'));
    webSocket.on('close', () => this.#closed());
    if (webSocket.protocol !== 'graphql-transport-ws') {
      this.#close(CLOSE_CODES.SUBPROTOCOL_NOT_ACCEPTABLE, 'Subprotocol not acceptable: expected graphql-transport-ws');
    }
  }

  /** Resolves when the socket is closed. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** Pings; false when nothing came since the last call, and then the connection is ended. */
  heartbeat(): boolean {
    if (!this.#alive) {
      this.#webSocket.terminate();
      return false;
    }
    this.#alive = false;
    if (this.#webSocket.readyState === this.#webSocket.OPEN) this.#webSocket.ping();
    return true;
  }

  /** Takes no more operations; resolves when the queries and mutations that run have been answered. */
  async drain(): Promise<void> {
    const running = Promise.withResolvers<void>();
    this.#draining = () => {
      for (const { kind } of this.#operations.values()) if (kind === 'single') return;
      running.resolve();
    };
    this.#draining();
    await running.promise;
  }

  /** Subscriptions are not completed: a client that is told 1001 connects again and resumes them elsewhere. */
  goAway(): void {
    this.#close(CLOSE_CODES.GOING_AWAY, 'The gateway is stopping');
  }

  renew(caller: Caller): void {
    if (this.#identity === undefined) return;
    this.#identity = { ...this.#identity, caller };
    for (const operation of [...this.#operations.values()]) operation.renew?.(caller);
  }

  /** Queries are cancelled, mutations come to their end unheard. */
  end(error: WissilError): void {
    this.#refuse(error);
  }

  #receive(text: string): void {
    if (this.#state === 'closing') return;
    try {
      this.#handle(parseClientMessage(text));
    } catch (error) {
      // Nothing that a client sends may reach the process, nesting that overflows the stack of JSON.stringify included.
      const invalid = error instanceof InvalidMessage || error instanceof RangeError;
      if (!invalid) this.#services.logger.error({ err: error }, 'message of a websocket could not be handled');
      this.#close(invalid ? CLOSE_CODES.BAD_MESSAGE : CLOSE_CODES.INTERNAL, invalid ? error.message : 'Internal error');
    }
  }

  #handle(message: ClientMessage): void {
    switch (message.type) {
      case 'connection_init':
        void this.#initialise(message.payload ?? {});
        break;
      case 'ping':
        this.#send(JSON.stringify({ type: 'pong', ...(message.payload == null ? {} : { payload: message.payload }) }));
        break;
      case 'pong':
        break;
      case 'subscribe':
        this.#subscribe(message);
        break;
      case 'complete':
        this.#finish(message.id)?.stop();
        break;
      default:
        message satisfies never;
    }
  }

  async #initialise(payload: Readonly<Record<string, unknown>>): Promise<void> {
    const request = this.#request;
    this.#request = undefined;
    if (request === undefined) {
      this.#close(CLOSE_CODES.TOO_MANY_INITS, 'Too many initialisation requests');
      return;
    }
    this.#state = 'initialising';
    clearTimeout(this.#initTimer);
    try {
      this.#identity = await identifySocket(request, payload, this.#services);
    } catch (error) {
      this.#refuse(error);
      return;
    }
    // The client may have broken the protocol meanwhile.
    if (this.#is('closing')) return;
    const { credential, caller } = this.#identity;
    if (credential !== undefined) this.#unwatch = this.#services.live.watch(credential, caller, this);
    this.#state = 'acknowledged';
    this.#send('{"type":"connection_ack"}');
  }

  #subscribe({ id, payload }: SubscribeMessage): void {
    const { limits } = this.#services;
    if (this.#state !== 'acknowledged' || this.#identity === undefined) {
      this.#close(CLOSE_CODES.UNAUTHORIZED, 'Unauthorized: subscribe only after connection_ack');
      return;
    }
    if (this.#operations.has(id)) {
      this.#close(CLOSE_CODES.SUBSCRIBER_EXISTS, `Subscriber for ${id} already exists`);
      return;
    }
    if (this.#draining !== undefined) {
      this.#fail(id, [stoppingError()]);
      return;
    }
    if (this.#operations.size >= limits.maxOperationsPerSocket) {
      const message = `This socket already runs ${limits.maxOperationsPerSocket} operations, which is the limit. Complete some of them first.`;
      this.#fail(id, [gatewayError('TOO_MANY_OPERATIONS', message).toJSON()]);
      return;
    }
    const requestId = randomUUID();
    try {
      const operation = this.#services.preparer.prepare(payload);
      const { caller, forwardedHeaders } = this.#identity;
      const cancellation = new Cancellation();
      const context = createRequestContext({ operation: operation.compiled, caller, forwardedHeaders, requestId, cancellation });
      if (operation.compiled.kind === 'subscription') this.#listen(id, operation, context);
      else void this.#execute(id, operation, context);
    } catch (error) {
      this.#fail(id, formatErrors(error, { requestId, logger: this.#services.logger }));
    }
  }

  #listen(id: string, operation: PreparedOperation, context: RequestContext): void {
    const tail = nextTail(id);
    const subscriber: Subscriber = {
      next: (result) => this.#sendNext(result, tail),
      fail: (errors) => {
        this.#finish(id);
        this.#fail(id, errors);
      },
    };
    const held = this.#services.hub.subscribe(operation, context, subscriber);
    this.#operations.set(id, { kind: 'subscription', stop: held.stop, renew: held.renew });
  }

  async #execute(id: string, operation: PreparedOperation, context: RequestContext): Promise<void> {
    const { executor, limits, logger } = this.#services;
    const { cancellation, requestId } = context;
    const running: RunningOperation = {
      kind: 'single',
      // What a mutation has begun is brought to its end, whoever is still there to read about it.
      stop: () => operation.compiled.kind === 'query' && cancellation.cancel('client-gone'),
    };
    this.#operations.set(id, running);
    cancellation.expireAfter(limits.operationTimeoutMs);
    let answer: string;
    try {
      const { body } = await executor.execute(operation.compiled, operation.variables, context);
      answer = `{"type":"next","payload":${body},"id":${JSON.stringify(id)}}`;
    } catch (error) {
      answer = errorMessage(id, formatErrors(error, { requestId, logger }));
    } finally {
      cancellation.dispose();
    }
    // Completed by the client meanwhile, and the id perhaps taken by another operation.
    if (this.#operations.get(id) !== running) return;
    this.#send(answer);
    if (answer.startsWith('{"type":"next"')) this.#send(JSON.stringify({ type: 'complete', id }));
    this.#finish(id);
  }

  /** Takes the operation out; it must not send any more. */
  #finish(id: string): RunningOperation | undefined {
    const operation = this.#operations.get(id);
    this.#operations.delete(id);
    this.#draining?.();
    return operation;
  }

  #fail(id: string, errors: readonly GraphQLFormattedError[]): void {
    this.#send(errorMessage(id, errors));
  }

  #send(message: string): void {
    if (this.#writable()) this.#webSocket.send(message);
  }

  #sendNext(result: SharedResult, tail: Buffer): void {
    if (!this.#writable()) return;
    const socket = this.#socket;
    socket.cork();
    socket.write(result.websocketHead(tail.length));
    socket.write(result.body);
    socket.write(tail);
    socket.uncork();
    this.#services.metrics.deliveries++;
  }

  /** False when nothing may be sent any more; a client with too much unread is dropped here. */
  #writable(): boolean {
    if (this.#state === 'closing' || this.#webSocket.readyState !== this.#webSocket.OPEN) return false;
    if (this.#socket.writableLength <= this.#services.limits.maxBufferedBytes) return true;
    this.#services.metrics.slowConsumers++;
    this.#services.logger.warn({ bufferedBytes: this.#socket.writableLength }, 'slow consumer dropped');
    this.#close(CLOSE_CODES.SLOW_CONSUMER, 'Slow consumer: too much unread. Connect again and refetch.');
    return false;
  }

  /** Who is not let in, or not any more. */
  #refuse(error: unknown): void {
    if (!(error instanceof WissilError)) {
      this.#services.logger.error({ err: error }, 'who opened a websocket could not be found out');
      this.#close(CLOSE_CODES.INTERNAL, 'Internal error');
    } else if (error.code === 'UNAVAILABLE') this.#close(CLOSE_CODES.TRY_AGAIN_LATER, error.message);
    else if (error.code === 'UNAUTHENTICATED') this.#close(CLOSE_CODES.UNAUTHORIZED, `Unauthorized: ${error.message}`);
    else this.#close(CLOSE_CODES.FORBIDDEN, `Forbidden: ${error.message}`);
  }

  #is(state: 'closing'): boolean {
    return this.#state === state;
  }

  #close(code: CloseCode, reason: string): void {
    if (this.#state === 'closing') return;
    this.#state = 'closing';
    this.#stopOperations();
    this.#webSocket.close(code, closeReason(reason));
    setTimeout(() => this.#webSocket.terminate(), GOODBYE_MS).unref();
  }

  #closed(): void {
    this.#state = 'closing';
    this.#stopOperations();
    this.#ended.resolve();
  }

  #stopOperations(): void {
    clearTimeout(this.#initTimer);
    this.#unwatch?.();
    const operations = [...this.#operations.values()];
    this.#operations.clear();
    for (const operation of operations) operation.stop();
    this.#draining?.();
  }
}

function byteLength(data: RawData): number {
  return Array.isArray(data) ? data.reduce((sum, part) => sum + part.length, 0) : data.byteLength;
}

function errorMessage(id: string, errors: readonly GraphQLFormattedError[]): string {
  return JSON.stringify({ type: 'error', id, payload: errors });
}
