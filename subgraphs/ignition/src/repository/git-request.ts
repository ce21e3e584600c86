import type { IncomingMessage } from 'node:http';
import { discardBody } from '@wissil/platform/http';

/** What a Git client asks of a repository (gitprotocol-http). */
export interface GitRequest {
  /** The repository's name. */
  name: string;
  file: 'info/refs' | 'git-upload-pack' | 'git-receive-pack';
  /** `git-receive-pack=…` and so on, as it was sent. */
  query: string;
  /** Whether it leads to a push. */
  writes: boolean;
}

/** Nothing but this reaches Git: there are no files to be fetched one by one, and no path but that of a repository. */
const ADDRESS = /^\/git\/([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)\.git\/(info\/refs|git-upload-pack|git-receive-pack)(?:\?(.*))?$/;

const SERVICES = ['git-upload-pack', 'git-receive-pack'];

/** Undefined where it is no request of the smart protocol. */
export function gitRequestOf({ method, url = '' }: Pick<IncomingMessage, 'method' | 'url'>): GitRequest | undefined {
  const [, name, file, query = ''] = ADDRESS.exec(url) ?? [];
  if (name === undefined) return undefined;
  if (file === 'info/refs') {
    const service = new URLSearchParams(query).get('service') ?? '';
    if (method !== 'GET' || query !== `service=${service}` || !SERVICES.includes(service)) return undefined;
    return { name, file, query, writes: service === 'git-receive-pack' };
  }
  if (method !== 'POST' || query !== '') return undefined;
  return { name, file: file as GitRequest['file'], query, writes: file === 'git-receive-pack' };
}

/** A client hears of a refusal only when it has sent everything: an answer that ends before closes the connection under it. */
export function readToTheEnd(request: IncomingMessage): Promise<void> {
  request.unpipe();
  const { promise, resolve } = Promise.withResolvers<void>();
  request.once('end', resolve).once('close', resolve);
  discardBody(request);
  request.resume();
  return request.closed ? Promise.resolve() : promise;
}
