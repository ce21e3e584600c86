import type { IncomingMessage } from 'node:http';
import type { OperationParameters } from '../documents/prepared-operation.ts';
import { CSRF_ADVICE, isForgeable } from './csrf.ts';
import { HttpRefusal } from './http-refusal.ts';
import { isJson } from './negotiate.ts';
import { readText } from './read-text.ts';

export interface ParameterLimits {
  maxBodyBytes: number;
  maxBatch: number;
}

/** One operation, or an array of them for a batch. Rejects with an HttpRefusal. */
export async function readParameters(
  request: IncomingMessage,
  limits: ParameterLimits,
): Promise<OperationParameters | OperationParameters[]> {
  if (request.method === 'GET') return fromQueryString(request);
  if (request.method !== 'POST') {
    request.resume();
    throw new HttpRefusal('METHOD_NOT_ALLOWED', `GraphQL is served over POST and GET, not ${String(request.method)}.`, {
      allow: 'GET, POST',
    });
  }
  if (!isJson(request.headers['content-type'])) {
    request.resume();
    throw new HttpRefusal(
      'UNSUPPORTED_MEDIA_TYPE',
      'The body of a POST must be JSON in UTF-8: send it with "content-type: application/json".',
    );
  }
  const body = parse(await readText(request, limits.maxBodyBytes), 'The body of the request');
  if (!Array.isArray(body)) {
    if (typeof body === 'object' && body !== null) return body;
    throw new HttpRefusal('BAD_REQUEST', 'The body of the request must be a JSON object, or an array of them for a batch.');
  }
  return checkBatch(body, limits.maxBatch);
}

function checkBatch(batch: readonly unknown[], maxBatch: number): OperationParameters[] {
  if (batch.length > maxBatch)
    throw new HttpRefusal('BATCH_TOO_LARGE', `The batch holds ${String(batch.length)} operations; ${String(maxBatch)} are allowed.`);
  if (batch.length === 0) throw new HttpRefusal('BAD_REQUEST', 'The batch holds no operation.');
  return batch.map((entry) => {
    if (typeof entry === 'object' && entry !== null && !Array.isArray(entry)) return entry;
    throw new HttpRefusal('BAD_REQUEST', 'Each operation of a batch must be a JSON object.');
  });
}

function fromQueryString(request: IncomingMessage): OperationParameters {
  if (isForgeable(request.headers)) throw new HttpRefusal('CSRF_PREVENTED', CSRF_ADVICE);
  const url = request.url ?? '';
  const start = url.indexOf('?');
  const search = new URLSearchParams(start === -1 ? '' : url.slice(start + 1));
  const json = (name: string): unknown => {
    const text = search.get(name);
    return text === null || text === '' ? undefined : parse(text, `The parameter "${name}"`);
  };
  return {
    query: search.get('query') ?? undefined,
    documentId: search.get('documentId') ?? undefined,
    operationName: search.get('operationName') ?? undefined,
    variables: json('variables'),
    extensions: json('extensions'),
  };
}

function parse(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpRefusal('BAD_REQUEST', `${what} is not JSON.`);
  }
}
