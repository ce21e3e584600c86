import type { Caller } from '@wissil/platform/auth';
import { Cancellation } from './cancellation.ts';
import type { CompiledOperation } from './plan/compiled-operation.ts';

/** One operation in flight: for whom it runs, what travels on to the subgraphs, and when it must stop. */
export interface RequestContext {
  readonly caller: Caller;
  readonly requestId: string;
  /** Headers that subgraphs receive because the configuration lists them; names in lower case. */
  readonly forwardedHeaders: Readonly<Record<string, string>>;
  /** W3C trace context of the request, passed on as it came. */
  readonly traceparent: string | undefined;
  /**
   * Equal only where two requests may share work for this operation: holds the caller's scope, or who exactly it is, and the forwarded
   * headers. Request id and trace context are not in it, since they do not change an answer.
   */
  readonly shareKey: string;
  readonly cancellation: Cancellation;
}

export interface RequestContextOptions {
  operation: Pick<CompiledOperation, 'permissions'>;
  caller: Caller;
  requestId: string;
  forwardedHeaders?: Readonly<Record<string, string>>;
  traceparent?: string | undefined;
  cancellation?: Cancellation;
}

const NO_HEADERS: Readonly<Record<string, string>> = Object.freeze({});

/** Cancellation is the caller's to trigger and to dispose of. */
export function createRequestContext(options: RequestContextOptions): RequestContext {
  const forwardedHeaders = options.forwardedHeaders ?? NO_HEADERS;
  return {
    caller: options.caller,
    requestId: options.requestId,
    forwardedHeaders,
    traceparent: options.traceparent,
    shareKey: shareKeyOf(options.operation, options.caller, forwardedHeaders),
    cancellation: options.cancellation ?? new Cancellation(),
  };
}

/** Equal for callers who get the same answer to the operation. */
export function shareKeyOf(
  { permissions }: Pick<CompiledOperation, 'permissions'>,
  caller: Caller,
  headers: Readonly<Record<string, string>>,
): string {
  const scope = permissions.scopeOf(caller);
  const names = Object.keys(headers);
  if (names.length === 0) return scope;
  return JSON.stringify([scope, ...names.sort().map((name) => [name, headers[name]])]);
}
