import { once } from 'node:events';
import { type ClientOptions, WebSocket } from 'ws';
import { bearer } from '../../testing/test-identities.ts';

export interface ServerMessage {
  type: string;
  id?: string;
  payload?: unknown;
}

/** A raw WebSocket that keeps what the server sent, for tests of the protocol itself. */
export class SocketClient implements AsyncDisposable {
  readonly webSocket: WebSocket;
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #messages: ServerMessage[] = [];
  readonly #waiting: ((message: ServerMessage) => void)[] = [];

  constructor(url: string, options: ClientOptions & { protocol?: string } = {}) {
    const { protocol = 'graphql-transport-ws', ...rest } = options;
    this.webSocket = new WebSocket(url, protocol === '' ? [] : [protocol], rest);
    this.closed = new Promise((resolve) => {
      this.webSocket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    this.webSocket.on('error', () => {});
    this.webSocket.on('message', (data) => {
      const message = JSON.parse(String(data)) as ServerMessage;
      const waiting = this.#waiting.shift();
      if (waiting === undefined) this.#messages.push(message);
      else waiting(message);
    });
  }

  /** Connected and acknowledged; as an administrator, unless the headers say otherwise. */
  static async connect(url: string, options?: ConstructorParameters<typeof SocketClient>[1]): Promise<SocketClient> {
    const client = new SocketClient(url, { headers: bearer('ADMIN'), ...options });
    await client.opened();
    client.send({ type: 'connection_init' });
    const acknowledged = await client.next();
    if (acknowledged.type !== 'connection_ack') throw new Error(`expected connection_ack, got ${acknowledged.type}`);
    return client;
  }

  async opened(): Promise<void> {
    if (this.webSocket.readyState !== WebSocket.OPEN) await once(this.webSocket, 'open');
  }

  send(message: object | string): void {
    this.webSocket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  subscribe(id: string, query: string, variables?: Record<string, unknown>): void {
    this.send({ type: 'subscribe', id, payload: { query, variables } });
  }

  /** The next message, each given once. */
  next(): Promise<ServerMessage> {
    const message = this.#messages.shift();
    if (message !== undefined) return Promise.resolve(message);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.webSocket.terminate();
    await this.closed;
  }
}
