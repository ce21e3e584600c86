import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable, Transform, type TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { NotFoundError, WissilError } from '@wissil/platform/errors';
import { tooLarge } from '@wissil/platform/http';
import { type GitRequest, readToTheEnd } from './git-request.ts';

/** A repository that is kept elsewhere. */
export interface GitUpstream {
  /** What `git clone` takes. */
  cloneUrl: string;
  /** The header `authorization` that it takes. */
  authorization: string;
}

const LONGEST_MS = 10 * 60_000;
/** Of what Git sends, and of what it is answered with. */
const ASKED = ['accept', 'content-type', 'content-encoding', 'git-protocol'];
const ANSWERED = ['content-type', 'cache-control', 'expires', 'pragma'];

/**
 * Passes a request of Git's smart protocol on to where the repository is, with IGNITION's own credentials, and the answer back; all but the
 * end of the response, which the caller writes. What a host refuses is told as IGNITION's failure: who asked has no password there.
 * @throws WissilError UNAVAILABLE, PAYLOAD_TOO_LARGE; NotFoundError
 */
export async function relayGit(
  { request, response, asked }: { request: IncomingMessage; response: ServerResponse; asked: GitRequest },
  { upstream, mostBytes }: { upstream: GitUpstream; mostBytes: number },
): Promise<void> {
  const { cloneUrl, authorization } = upstream;
  const headers = Object.fromEntries(
    ASKED.flatMap((name) => (request.headers[name] === undefined ? [] : [[name, String(request.headers[name])]])),
  );
  const limit = new ByteLimit(mostBytes);
  const { method = 'GET' } = request;
  const gone = new AbortController();
  response.once('close', () => response.writableFinished || gone.abort());
  const answer = await fetch(`${cloneUrl}/${asked.file}${asked.query === '' ? '' : `?${asked.query}`}`, {
    method,
    headers: { ...headers, authorization, 'user-agent': 'git/wissil-ignition' },
    ...(method === 'POST' && { body: request.pipe(limit) as unknown as BodyInit, duplex: 'half' as const }),
    // A repository that has moved is another address, which nobody has checked.
    redirect: 'error',
    signal: AbortSignal.any([gone.signal, AbortSignal.timeout(LONGEST_MS)]),
  }).catch(async (cause: unknown) => {
    if (!request.complete) await readToTheEnd(request);
    if (limit.exceeded) throw tooLarge(mostBytes);
    throw new WissilError('UNAVAILABLE', 'GitHub does not answer to Git at the moment. Try again.', { cause });
  });
  if (answer.status !== 200) {
    await answer.body?.cancel();
    if (!request.complete) await readToTheEnd(request);
    throw refusal(answer.status);
  }
  response.writeHead(
    200,
    Object.fromEntries(ANSWERED.flatMap((name) => (answer.headers.has(name) ? [[name, answer.headers.get(name) as string]] : []))),
  );
  if (answer.body) await pipeline(Readable.fromWeb(answer.body as ReadableStream), response, { end: false });
}

function refusal(status: number): WissilError {
  if (status === 404) return new NotFoundError('GitHub has no such repository any more, or does not show it to IGNITION’s token.');
  if (status === 401 || status === 403)
    return new WissilError(
      'UNAVAILABLE',
      `GitHub refuses IGNITION’s token (${status}): an administrator has to give it another GITHUB_TOKEN.`,
    );
  return new WissilError('UNAVAILABLE', `GitHub answers Git with ${status} at the moment. Try again.`);
}

class ByteLimit extends Transform {
  exceeded = false;
  readonly #most: number;
  #bytes = 0;

  constructor(most: number) {
    super();
    this.#most = most;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#bytes += chunk.length;
    this.exceeded = this.#bytes > this.#most;
    done(this.exceeded ? new Error('too large') : null, chunk);
  }
}
