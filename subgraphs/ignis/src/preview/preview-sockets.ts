import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { PageState } from './preview-page.ts';

export type PreviewMessage = { type: 'state'; state: PageState } | { type: 'theme'; version: string } | { type: 'gone' };

/** What a page that does not read may have waiting, in bytes; then it is cut off, and asks again. */
const MOST_WAITING = 4 * 1024 * 1024;
const BEAT_MS = 30_000;

/** The open pages of component previews. */
export class PreviewSockets {
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: 1_024, perMessageDeflate: false });
  readonly #open = new Map<string, Set<WebSocket>>();

  /** @param first what the page has to know: it may have missed something */
  accept(id: string, { request, socket, head }: { request: IncomingMessage; socket: Duplex; head: Buffer }, first: PreviewMessage): void {
    this.#server.handleUpgrade(request, socket, head, (page) => {
      const pages = this.#open.get(id) ?? new Set();
      this.#open.set(id, pages.add(page));
      let alive = true;
      const beat = setInterval(() => {
        if (!alive) return page.terminate();
        alive = false;
        page.ping();
      }, BEAT_MS);
      page.on('pong', () => (alive = true));
      page.on('error', () => page.terminate());
      page.on('close', () => {
        clearInterval(beat);
        pages.delete(page);
        if (pages.size === 0) this.#open.delete(id);
      });
      page.send(JSON.stringify(first));
    });
  }

  send(id: string, message: PreviewMessage): void {
    const text = JSON.stringify(message);
    for (const page of this.#open.get(id) ?? []) {
      if (page.bufferedAmount > MOST_WAITING) page.terminate();
      else page.send(text);
    }
  }

  sendAll(message: PreviewMessage): void {
    for (const id of this.#open.keys()) this.send(id, message);
  }

  close(): void {
    for (const pages of this.#open.values()) for (const page of pages) page.terminate();
  }
}
