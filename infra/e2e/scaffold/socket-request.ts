import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface SocketAnswer {
  status: number | undefined;
  type: string | undefined;
  body: string;
}

/** GET from a server that listens on a Unix socket. */
export function getFromSocket(socketPath: string, path: string): Promise<SocketAnswer> {
  return sendToSocket(socketPath, 'GET', path);
}

/** @param value sent as JSON */
export async function sendToSocket(socketPath: string, method: string, path: string, value?: unknown): Promise<SocketAnswer> {
  const body = value === undefined ? undefined : JSON.stringify(value);
  const headers = body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const sent = request({ socketPath, method, path, headers, agent: false }).end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: response.statusCode, type: response.headers['content-type'], body: await text(response) };
}
