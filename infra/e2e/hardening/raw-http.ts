import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  /** 0 where the connection was closed without an answer. */
  status: number;
  body: string;
}

/** Sends bytes as they are, which fetch() would tidy up, and reads until the server closes the connection. */
export async function sendRaw(url: string, request: string): Promise<RawAnswer> {
  const { answer } = openRaw(url, request);
  return answer;
}

/** Like `sendRaw`, with the connection to go on writing to. */
export function openRaw(url: string, begin: string): { socket: Socket; answer: Promise<RawAnswer> } {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const answer = new Promise<RawAnswer>((resolve) => {
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    // A server that has refused may reset the connection under what is still being sent.
    socket.on('error', () => {});
    socket.once('close', () => resolve(read(text)));
  });
  socket.write(begin);
  return { socket, answer };
}

/** A GET that asks for the connection to be closed. */
export function rawGet(target: string, headers: readonly string[] = []): string {
  return ['GET ' + target + ' HTTP/1.1', 'host: wissil.test', 'connection: close', ...headers, '', ''].join('\r\n');
}

/** A POST of JSON without its body. */
export function rawPost(target: string, headers: readonly string[]): string {
  return [
    'POST ' + target + ' HTTP/1.1',
    'host: wissil.test',
    'connection: close',
    'content-type: application/json',
    ...headers,
    '',
    '',
  ].join('\r\n');
}

function read(text: string): RawAnswer {
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);
  const end = text.indexOf('\r\n\r\n');
  return { status, body: end < 0 ? '' : text.slice(end + 4) };
}
