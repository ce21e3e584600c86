import type { IncomingMessage, ServerResponse } from 'node:http';
import { ERROR_TABLE, type ErrorCode, ForbiddenError, InvalidInputError, WissilError } from '../errors/index.ts';

export function respondJson(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': bytes.length,
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(response.req.method === 'HEAD' ? undefined : bytes);
}

/** A refusal in the same shape everywhere: GraphQL's `errors`, with the code of the error table. */
export function respondError(response: ServerResponse, code: ErrorCode, message: string, headers: Record<string, string> = {}): void {
  respondJson(response, ERROR_TABLE[code].status, { errors: [{ message, extensions: { code } }] }, headers);
}

/** The same for an error that was thrown, with what it names. */
export function respondFailure(response: ServerResponse, error: WissilError): void {
  const { code, message } = error;
  const fields = error instanceof InvalidInputError ? { fields: error.fields } : {};
  const permission = error instanceof ForbiddenError ? { permission: error.permission } : {};
  respondJson(response, error.status, { errors: [{ message, extensions: { code, ...fields, ...permission } }] });
}

/** The most of a refused body that is let in; a client that goes on beyond is cut off. */
const MOST_DISCARDED_BYTES = 64 * 1024 * 1024;

/**
 * The whole body, at most `limit` bytes.
 * @throws WissilError PAYLOAD_TOO_LARGE as soon as that is certain, BAD_REQUEST when the client stops in the middle
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const refuse = () => {
      request.off('data', take);
      discardBody(request);
      reject(tooLarge(limit));
    };
    const take = (chunk: Buffer) => {
      size += chunk.length;
      if (size > limit) refuse();
      else chunks.push(chunk);
    };
    if (Number(request.headers['content-length'] ?? 0) > limit) return refuse();
    const unfinished = (cause?: Error) =>
      reject(new WissilError('BAD_REQUEST', 'The request ended before its body was complete.', { cause }));
    request.on('data', take);
    request.once('end', () => resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    request.once('error', unfinished);
    request.once('close', () => !request.complete && unfinished());
  });
}

/** Lets in what is left of a refused body and forgets it: a client that still sends would otherwise never read the refusal. */
export function discardBody(request: IncomingMessage): void {
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > MOST_DISCARDED_BYTES) request.destroy();
  });
  request.on('error', () => request.destroy());
}

export function tooLarge(limit: number): WissilError {
  return new WissilError('PAYLOAD_TOO_LARGE', `The body is larger than ${limit} bytes, the most that this endpoint reads.`);
}
