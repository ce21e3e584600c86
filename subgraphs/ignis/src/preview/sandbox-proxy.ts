import { type IncomingHttpHeaders, type IncomingMessage, request as send, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** What is between two neighbours alone, and what is nobody's business in the sandbox. */
const NOT_PASSED_IN =
  /^(connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|expect|cookie|authorization|forwarded|x-forwarded-.*|x-real-ip|x-wissil-.*|cf-.*)$/;
const NOT_PASSED_OUT =
  /^(connection|keep-alive|proxy-.*|trailer|transfer-encoding|upgrade|x-frame-options|referrer-policy|set-cookie|clear-site-data|strict-transport-security)$/;

export interface ProxyTarget {
  /** A unix socket. */
  socket: string;
  /** Added to every answer. */
  headers: Readonly<Record<string, string>>;
}

/**
 * Passes a request on to a server in a sandbox, and its answer back, each as fast as the other side takes it. No credential of WISSIL goes
 * in, and nothing comes out that could reach beyond the origin of the preview.
 * @throws Error where the server does not answer; then nothing has been sent to the browser yet
 */
export async function proxyRequest(request: IncomingMessage, response: ServerResponse, { socket, headers }: ProxyTarget): Promise<void> {
  const answered = Promise.withResolvers<IncomingMessage>();
  const passed = send({ socketPath: socket, method: request.method, path: request.url, headers: headersIn(request.headers) });
  passed.once('response', answered.resolve);
  passed.once('error', answered.reject);
  // Early hints and the like stay between the two.
  passed.on('information', () => undefined);
  response.once('close', () => passed.destroy());
  const sending = pipeline(request, passed).catch((error: unknown) => answered.reject(error));
  const answer = await answered.promise;
  response.writeHead(answer.statusCode ?? 502, headersOut(answer, headers));
  await pipeline(answer, response).catch(() => response.destroy());
  await sending;
}

/** The same for a socket, which afterwards is one from end to end. */
export function proxyUpgrade(
  request: IncomingMessage,
  client: Duplex,
  { socket, head, onEnd }: { socket: string; head: Buffer; onEnd: () => void },
): void {
  const server = connect(socket);
  let ended = false;
  const end = (): void => {
    client.destroy();
    server.destroy();
    if (!ended) onEnd();
    ended = true;
  };
  for (const side of [client, server]) side.once('close', end).once('error', end);
  server.once('connect', () => {
    const lines = Object.entries(headersIn(request.headers)).flatMap(([name, value]) => [value].flat().map((each) => `${name}: ${each}`));
    lines.push('connection: Upgrade', `upgrade: ${request.headers.upgrade ?? 'websocket'}`);
    server.write(`GET ${request.url ?? '/'} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    if (head.length > 0) server.write(head);
    client.pipe(server).pipe(client);
  });
}

function headersIn(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  return Object.fromEntries(Object.entries(headers).filter(([name, value]) => value !== undefined && !NOT_PASSED_IN.test(name))) as Record<
    string,
    string | string[]
  >;
}

function headersOut(answer: IncomingMessage, own: Readonly<Record<string, string>>): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(answer.headers)) if (value !== undefined && !NOT_PASSED_OUT.test(name)) headers[name] = value;
  const cookies = answer.headers['set-cookie']?.filter((cookie) => !/;\s*domain\s*=/i.test(cookie));
  if (cookies?.length) headers['set-cookie'] = cookies;
  for (const [name, value] of Object.entries(own))
    headers[name] = name in headers && name === 'content-security-policy' ? [headers[name] as string, value] : value;
  return headers;
}
