import type { ServerResponse } from 'node:http';
import type { GraphQLError } from 'graphql';

/** One write of headers and body; nothing when the client has gone. */
export function respond(
  response: ServerResponse,
  status: number,
  message: { type: string; body: string; headers?: Readonly<Record<string, string>> },
): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(status, {
    'content-type': `${message.type}; charset=utf-8`,
    'content-length': Buffer.byteLength(message.body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...message.headers,
  });
  response.end(message.body);
}

export function errorBody(errors: readonly GraphQLError[]): string {
  return JSON.stringify({ errors: errors.map((error) => error.toJSON()) });
}
