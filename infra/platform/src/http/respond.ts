import type { IncomingMessage, ServerResponse } from 'node:http';
import { ERROR_TABLE, type ErrorCode, WissilError } from '../errors/index.ts';

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

/**
 * The whole body, at most `limit` bytes.
 * @throws WissilError PAYLOAD_TOO_LARGE as soon as that is certain; the rest is not read
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > limit) throw tooLarge(limit);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
}

export function tooLarge(limit: number): WissilError {
  return new WissilError('PAYLOAD_TOO_LARGE', `The body is larger than ${limit} bytes, the most that this endpoint reads.`);
}
