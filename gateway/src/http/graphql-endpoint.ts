import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from '@wissil/platform/auth';
import { type ErrorCode, WissilError } from '@wissil/platform/errors';
import { discardBody } from '@wissil/platform/http';
import { Cancellation } from '../cancellation.ts';
import { OperationRefused } from '../documents/operation-refused.ts';
import type { OperationParameters, OperationPreparer, PreparedOperation } from '../documents/prepared-operation.ts';
import type { ExecutionOutcome } from '../execute/plan-executor-port.ts';
import { gatewayError } from '../gateway-errors.ts';
import type { Admission } from '../identity/admission.ts';
import type { Logger } from '../logger.ts';
import type { CompiledOperation, Variables } from '../plan/compiled-operation.ts';
import { createRequestContext, type RequestContext, type RequestContextOptions } from '../request-context.ts';
import type { SubscriptionEndpoint } from '../subscription-endpoint.ts';
import type { GatewayMetrics } from './gateway-metrics.ts';
import { HttpRefusal } from './http-refusal.ts';
import { negotiate, type ResponseType } from './negotiate.ts';
import { readParameters, type ParameterLimits } from './request-parameters.ts';
import { errorBody, respond } from './respond.ts';

export interface GraphqlEndpointServices {
  preparer: OperationPreparer;
  /** Runs a query or mutation. */
  execute(operation: CompiledOperation, variables: Variables, request: RequestContext): Promise<ExecutionOutcome>;
  subscriptions: SubscriptionEndpoint | undefined;
  admission: Admission;
  forwardedHeaders(request: IncomingMessage): Readonly<Record<string, string>>;
  limits: ParameterLimits;
  /** Within which every operation is answered, completely or not. */
  deadlineMs: number;
  metrics: GatewayMetrics;
  logger: Logger;
}

/** One operation's answer, before it is put into HTTP. */
interface Answer {
  status: number;
  body: string;
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  requestId: string;
  type: ResponseType;
  started: number;
}

/** What of a request stays the same for all operations in it. */
type Common = Omit<RequestContextOptions, 'operation'> & { cancellation: Cancellation };

const REQUEST_ID = /^[\w.:-]{1,128}$/;
const TRACEPARENT = /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/;

/** GraphQL over HTTP (graphql.github.io/graphql-over-http, 2025 draft). */
export class GraphqlEndpoint {
  readonly #services: GraphqlEndpointServices;

  constructor(services: GraphqlEndpointServices) {
    this.#services = services;
  }

  /** Answers, whatever happens. */
  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = requestIdOf(request);
    response.setHeader('x-request-id', requestId);
    const type = negotiate(request.headers.accept);
    const exchange: Exchange = { request, response, requestId, type: type ?? 'application/json', started: performance.now() };
    try {
      // First of all: who is not known costs no more than to find that out.
      const admitted = this.#services.admission.admit(request, { requestId, operation: 'GraphQL request' });
      const caller = admitted instanceof Promise ? await admitted : admitted;
      const parameters = await readParameters(request, this.#services.limits);
      if (type === undefined) {
        throw new HttpRefusal(
          'NOT_ACCEPTABLE',
          'The answer can be application/graphql-response+json, application/json or, for subscriptions, text/event-stream.',
        );
      }
      await this.#run(exchange, parameters, caller);
    } catch (error) {
      this.#refuse(exchange, error);
    }
  }

  async #run(exchange: Exchange, parameters: OperationParameters | OperationParameters[], caller: Caller): Promise<void> {
    const cancellation = new Cancellation();
    const common = {
      caller,
      requestId: exchange.requestId,
      forwardedHeaders: this.#services.forwardedHeaders(exchange.request),
      traceparent: traceparentOf(exchange.request),
      cancellation,
    };
    try {
      if (Array.isArray(parameters)) await this.#batch(exchange, parameters, common);
      else await this.#single(exchange, parameters, common);
    } finally {
      cancellation.dispose();
    }
  }

  async #single(exchange: Exchange, parameters: OperationParameters, common: Common): Promise<void> {
    const operation = this.#services.preparer.prepare(parameters);
    checkMethod(exchange.request, operation);
    if (exchange.type === 'text/event-stream') return this.#stream(exchange, operation, common);
    const answer = await this.#execute(exchange, operation, common);
    respond(exchange.response, answer.status, { type: exchange.type, body: answer.body });
  }

  async #stream({ request, response }: Exchange, operation: PreparedOperation, common: Common): Promise<void> {
    if (this.#services.subscriptions === undefined) throw new HttpRefusal('NOT_ACCEPTABLE', 'This gateway serves no event streams.');
    const context = createRequestContext({ ...common, operation: operation.compiled });
    await this.#services.subscriptions.stream(operation, context, { request, response });
  }

  /** Mutations of a batch run one after the other, in their order; queries side by side. */
  async #batch(exchange: Exchange, batch: readonly OperationParameters[], common: Common): Promise<void> {
    if (exchange.type === 'text/event-stream') throw new HttpRefusal('NOT_ACCEPTABLE', 'A batch cannot be answered with an event stream.');
    const answers: Promise<Answer>[] = [];
    let mutations: Promise<unknown> = Promise.resolve();
    for (const parameters of batch) {
      const operation = this.#tryPrepare(exchange, parameters);
      if ('body' in operation) {
        answers.push(Promise.resolve(operation));
      } else if (operation.compiled.kind === 'mutation') {
        const answer = mutations.then(() => this.#execute(exchange, operation, common));
        mutations = answer.catch(() => undefined);
        answers.push(answer);
      } else {
        answers.push(this.#execute(exchange, operation, common));
      }
    }
    const bodies = (await Promise.all(answers)).map((answer) => answer.body);
    respond(exchange.response, 200, { type: exchange.type, body: `[${bodies.join(',')}]` });
  }

  #tryPrepare(exchange: Exchange, parameters: OperationParameters): PreparedOperation | Answer {
    try {
      const operation = this.#services.preparer.prepare(parameters);
      checkMethod(exchange.request, operation);
      return operation;
    } catch (error) {
      if (!(error instanceof OperationRefused)) throw error;
      this.#countRefusal(exchange, error.errors);
      return { status: 200, body: errorBody(error.errors) };
    }
  }

  async #execute(exchange: Exchange, operation: PreparedOperation, common: Common): Promise<Answer> {
    const { compiled, variables } = operation;
    if (compiled.kind === 'subscription') {
      throw new OperationRefused([
        gatewayError(
          'BAD_REQUEST',
          'A subscription is answered over a WebSocket (graphql-transport-ws) or as text/event-stream: accept that.',
        ),
      ]);
    }
    const context = createRequestContext({ ...common, operation: compiled });
    context.cancellation.expireAfter(this.#services.deadlineMs);
    // What a mutation has begun is brought to its end, whoever is still there to read about it.
    if (compiled.kind === 'query') cancelWhenClientLeaves(exchange.response, context);
    const outcome = await this.#services.execute(compiled, variables, context);
    this.#record(exchange, operation, outcome);
    return { status: 200, body: outcome.body };
  }

  #record(exchange: Exchange, { compiled }: PreparedOperation, { errors, hasData }: ExecutionOutcome): void {
    const { metrics, logger } = this.#services;
    const milliseconds = performance.now() - exchange.started;
    metrics.operation(compiled.kind, errors.length === 0 ? 'ok' : hasData ? 'partial' : 'failed', milliseconds / 1_000);
    for (const error of errors) metrics.error(String(error.extensions?.['code']));
    const fields = {
      requestId: exchange.requestId,
      operation: compiled.name,
      kind: compiled.kind,
      ms: Math.round(milliseconds * 100) / 100,
      errors: errors.length,
    };
    logger.info(fields, 'operation');
  }

  #countRefusal(exchange: Exchange, errors: readonly { extensions: Record<string, unknown> }[]): void {
    const { metrics, logger } = this.#services;
    const milliseconds = performance.now() - exchange.started;
    metrics.operation('refused', 'failed', milliseconds / 1_000);
    const codes = errors.map((error) => String(error.extensions['code']));
    for (const code of codes) metrics.error(code);
    logger.info({ requestId: exchange.requestId, codes, ms: Math.round(milliseconds * 100) / 100 }, 'request refused');
  }

  #refuse(exchange: Exchange, error: unknown): void {
    const type = exchange.type === 'application/graphql-response+json' ? exchange.type : 'application/json';
    if (error instanceof OperationRefused) {
      this.#countRefusal(exchange, error.errors);
      // Under application/json intermediaries may answer too: 200 says that this is GraphQL's own (§6.4.1).
      const status = type === 'application/json' && error.wellFormed ? 200 : error.status;
      respond(exchange.response, status, { type, body: errorBody(error.errors) });
    } else if (error instanceof WissilError) {
      discardBody(exchange.request);
      this.#refuse(exchange, new HttpRefusal(error.code, error.message, ADVICE[error.code]));
    } else if (error instanceof HttpRefusal) {
      this.#countRefusal(exchange, [error.error]);
      respond(exchange.response, error.status, { type, body: errorBody([error.error]), headers: error.headers });
    } else {
      this.#services.logger.error({ err: error, requestId: exchange.requestId }, 'unexpected error');
      const masked = gatewayError(
        'INTERNAL_SERVER_ERROR',
        `Internal error. Its details are in the gateway's log under request id ${exchange.requestId}.`,
        { extensions: { requestId: exchange.requestId } },
      );
      this.#services.metrics.error('INTERNAL_SERVER_ERROR');
      respond(exchange.response, 500, { type, body: errorBody([masked]) });
    }
  }
}

/** Headers that say what a client can do about the refusal of its identity. */
const ADVICE: Partial<Record<ErrorCode, Record<string, string>>> = {
  UNAUTHENTICATED: { 'www-authenticate': 'Bearer realm="WISSIL"' },
  UNAVAILABLE: { 'retry-after': '1' },
};

function checkMethod(request: IncomingMessage, operation: PreparedOperation): void {
  if (request.method === 'GET' && operation.compiled.kind === 'mutation') {
    throw new HttpRefusal('METHOD_NOT_ALLOWED', 'A mutation cannot be sent with GET: use POST.', { allow: 'POST' });
  }
}

function cancelWhenClientLeaves(response: ServerResponse, context: RequestContext): void {
  if (response.destroyed) context.cancellation.cancel('client-gone');
  else
    response.once('close', () => {
      if (!response.writableFinished) context.cancellation.cancel('client-gone');
    });
}

function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}

function traceparentOf(request: IncomingMessage): string | undefined {
  const given = request.headers['traceparent'];
  return typeof given === 'string' && TRACEPARENT.test(given) ? given : undefined;
}
