import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';

export interface SocketAnswer {
  status: number | undefined;
  type: string | undefined;
  body: string;
}

/** GET from a server that listens on a Unix socket. */
export async function getFromSocket(socketPath: string, path: string): Promise<SocketAnswer> {
  const sent = request({ socketPath, path, agent: false }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: response.statusCode, type: response.headers['content-type'], body: await text(response) };
}
