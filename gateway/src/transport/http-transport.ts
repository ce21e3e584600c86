import { IDENTITY_HEADER } from '@wissil/platform/auth';
import { Pool, type Dispatcher } from 'undici';
import type { Cancellation } from '../cancellation.ts';
import type { GatewayIdentities } from '../identity/gateway-identities.ts';
import { SubgraphFailure } from './subgraph-failure.ts';
import { bodyOf, type SendingContext, type SubgraphAnswer, type SubgraphCall, type SubgraphTransport } from './subgraph-transport.ts';

export interface HttpTransportOptions {
  /** How many connections stand to one subgraph at most. */
  connections: number;
  connectTimeoutMs: number;
  /** Of one answer. */
  maxAnswerBytes: number;
  /** How many operations one request carries as a batch; 1 where the subgraph does not take batches. */
  maxBatch: number;
  /** Tells the subgraph for whom it works. */
  signer: GatewayIdentities['signer'];
}

/** POSTs operations to a subgraph over kept-alive connections. */
export class HttpTransport implements SubgraphTransport {
  readonly maxCalls: number;
  readonly #name: string;
  readonly #path: string;
  readonly #healthPath: string;
  readonly #pool: Pool;
  readonly #maxAnswerBytes: number;
  readonly #signer: GatewayIdentities['signer'];

  constructor(name: string, url: string, options: HttpTransportOptions) {
    const address = new URL(url);
    this.#name = name;
    this.#path = address.pathname + address.search;
    this.#healthPath = '/api/health';
    this.#maxAnswerBytes = options.maxAnswerBytes;
    this.maxCalls = options.maxBatch;
    this.#signer = options.signer;
    // The deadline of a sending is its cancellation's: undici's own timers stay off.
    this.#pool = new Pool(address.origin, {
      connections: options.connections,
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { timeout: options.connectTimeoutMs },
    });
  }

  async send(calls: readonly SubgraphCall[], context: SendingContext): Promise<readonly SubgraphAnswer[]> {
    const [first] = calls;
    const body = calls.length === 1 && first !== undefined ? bodyOf(first) : `[${calls.map(bodyOf).join(',')}]`;
    const signing = this.#signer?.tokenFor(context.request.caller);
    const answer = await this.#post(body, { ...context, token: typeof signing === 'object' ? await signing : signing });
    const parsed = this.#parse(answer);
    if (calls.length === 1) return [this.#checked(parsed, answer.status)];
    if (!Array.isArray(parsed)) {
      // A refusal of the batch as a whole is an answer to each of its calls.
      const refusal = this.#checked(parsed, answer.status);
      return calls.map(() => structuredClone(refusal));
    }
    return parsed.map((entry: unknown) => this.#checked(entry, answer.status));
  }

  async probe(signal: AbortSignal): Promise<void> {
    const response = await this.#pool.request({ path: this.#healthPath, method: 'GET', signal });
    await response.body.dump();
    if (response.statusCode !== 200) throw new Error(`Its health check answered with HTTP ${String(response.statusCode)}.`);
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  #post(body: string, { request, cancellation, token }: SendingContext & { token: string | undefined }): Promise<RawAnswer> {
    const headers: string[] = ['content-type', 'application/json', 'accept', 'application/json', 'x-request-id', request.requestId];
    if (request.traceparent !== undefined) headers.push('traceparent', request.traceparent);
    if (token !== undefined) headers.push(IDENTITY_HEADER, token);
    for (const name in request.forwardedHeaders) headers.push(name, request.forwardedHeaders[name]!);
    return new Promise((resolve, reject) => {
      const exchange = new Exchange(this.#name, { cancellation, maxBytes: this.#maxAnswerBytes, resolve, reject });
      this.#pool.dispatch({ path: this.#path, method: 'POST', headers, body }, exchange);
    });
  }

  #parse(answer: RawAnswer): unknown {
    try {
      return JSON.parse(answer.text);
    } catch (error) {
      throw this.#unusable(answer.status, 'something other than JSON', error);
    }
  }

  #checked(entry: unknown, status: number): SubgraphAnswer {
    if (typeof entry !== 'object' || entry === null || !('data' in entry || 'errors' in entry)) {
      throw this.#unusable(status, 'something other than a GraphQL response');
    }
    const { data, errors } = entry as { data?: unknown; errors?: unknown };
    if ((data !== undefined && typeof data !== 'object') || Array.isArray(data) || (errors !== undefined && !Array.isArray(errors))) {
      throw this.#unusable(status, 'a malformed GraphQL response');
    }
    return entry as SubgraphAnswer;
  }

  #unusable(status: number, what: string, cause?: unknown): SubgraphFailure {
    return new SubgraphFailure(this.#name, 'DOWNSTREAM_SERVICE_ERROR', {
      message: `The subgraph "${this.#name}" answered with ${what} (HTTP ${String(status)}).`,
      cause,
    });
  }
}

interface RawAnswer {
  status: number;
  text: string;
}

interface ExchangeOptions {
  cancellation: Cancellation;
  maxBytes: number;
  resolve(answer: RawAnswer): void;
  reject(error: unknown): void;
}

/** One request under way: gathers the answer's body, stops it on cancellation and beyond the size limit. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #name: string;
  readonly #options: ExchangeOptions;
  readonly #chunks: Buffer[] = [];
  #status = 0;
  #bytes = 0;
  #stopListening: (() => void) | undefined;
  #settled = false;

  constructor(name: string, options: ExchangeOptions) {
    this.#name = name;
    this.#options = options;
    // While it still waits for a connection there is nothing to abort: the promise settles, and onConnect aborts later.
    this.#stopListening = options.cancellation.onCancel(() => this.#reject(new Error('cancelled')));
  }

  onConnect(abort: (error?: Error) => void): void {
    if (this.#settled) {
      abort();
      return;
    }
    this.#stopListening?.();
    this.#stopListening = this.#options.cancellation.onCancel(() => abort(new Error('cancelled')));
  }

  onHeaders(status: number): boolean {
    this.#status = status;
    return true;
  }

  onData(chunk: Buffer): boolean {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#options.maxBytes) {
      throw new SubgraphFailure(this.#name, 'DOWNSTREAM_SERVICE_ERROR', {
        message: `The subgraph "${this.#name}" answered with more than ${String(this.#options.maxBytes)} bytes.`,
      });
    }
    this.#chunks.push(chunk);
    return true;
  }

  onComplete(): void {
    const [first] = this.#chunks;
    const body = this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks, this.#bytes);
    this.#settle();
    this.#options.resolve({ status: this.#status, text: body.toString('utf8') });
  }

  onError(error: Error): void {
    if (error instanceof SubgraphFailure) this.#reject(error);
    else
      this.#reject(
        new SubgraphFailure(this.#name, 'SUBGRAPH_UNAVAILABLE', {
          message: `The subgraph "${this.#name}" cannot be reached.`,
          cause: error,
        }),
      );
  }

  #reject(error: unknown): void {
    if (this.#settled) return;
    this.#settle();
    this.#options.reject(error);
  }

  #settle(): void {
    this.#settled = true;
    this.#stopListening?.();
  }
}
