import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Transform, type TransformCallback } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { WissilError } from '@wissil/platform/errors';
import { tooLarge } from '@wissil/platform/http';
import { type GitRequest, readToTheEnd } from './git-request.ts';
import type { Person } from './repository-host.ts';
import { gitEnvironment, notStarted } from './run-git.ts';

export interface GitBackendOptions {
  /** Where the repositories are. */
  folder: string;
  /** Bytes that one push may have. */
  mostBytes: number;
}

/** As long as one clone or push may take. */
const LONGEST_MS = 10 * 60_000;
/**
 * Bytes that a push may have beside its objects. It is far more than any push has: that there are too many objects Git itself says best, and
 * it has to come to say it before it is ended.
 */
const COMMANDS_BYTES = 4 * 1024 * 1024;
/** Bytes of a question which objects are wanted. */
const LARGEST_QUESTION = 2 * 1024 * 1024;

/**
 * Answers a request by `git http-backend`, all but the end of the response, which the caller writes.
 * @throws WissilError where it was not answered; by then what was pushed may have been taken
 */
export async function serveGit(
  exchange: { request: IncomingMessage; response: ServerResponse; asked: GitRequest; person: Person },
  { folder, mostBytes }: GitBackendOptions,
): Promise<void> {
  const { request, response, asked, person } = exchange;
  const { headers, method = 'GET' } = request;
  const child = spawn('git', ['http-backend'], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: LONGEST_MS,
    env: {
      ...gitEnvironment(folder, {
        'http.receivepack': 'true',
        'receive.fsckObjects': 'true',
        'receive.maxInputSize': String(mostBytes),
        'uploadpack.allowReachableSHA1InWant': 'true',
      }),
      // The log of each branch keeps who has moved it (push-identity.ts).
      GIT_COMMITTER_NAME: person.name,
      GIT_COMMITTER_EMAIL: person.email,
      REMOTE_USER: person.email,
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: `/${asked.name}.git/${asked.file}`,
      QUERY_STRING: asked.query,
      REQUEST_METHOD: method,
      CONTENT_TYPE: headers['content-type'] ?? '',
      GIT_PROTOCOL: /^version=\d$/.test(String(headers['git-protocol'])) ? String(headers['git-protocol']) : '',
      ...(headers['content-length'] !== undefined && { CONTENT_LENGTH: headers['content-length'] }),
      ...(headers['content-encoding'] !== undefined && { HTTP_CONTENT_ENCODING: headers['content-encoding'] }),
    },
  });
  const ended = new Promise<void>((resolve, reject) => child.once('error', reject).once('close', () => resolve())).catch(notStarted);
  const said = text(child.stderr);
  const most = asked.file === 'git-receive-pack' ? mostBytes + COMMANDS_BYTES : LARGEST_QUESTION;
  const limit = new Limit(most, () => child.kill());
  // A client that goes away ends Git's input, and with that Git.
  request.once('close', () => request.complete || child.stdin.destroy());
  child.stdin.on('error', () => undefined);
  request.pipe(limit).pipe(child.stdin);
  const answer = new CgiAnswer(response);
  const answering = pipeline(child.stdout, answer, response, { end: false });
  const [answered, end] = await Promise.allSettled([answering, ended]);
  if (!request.complete) await readToTheEnd(request);
  // Git may have said itself that it was too much, before the limit was.
  if (answered.status === 'fulfilled' && response.headersSent && (!limit.exceeded || answer.hasSpoken)) return;
  if (end.status === 'rejected') throw end.reason;
  if (limit.exceeded) throw tooLarge(mostBytes);
  const why = (await said).trim().slice(0, 200) || (answered.status === 'rejected' ? String(answered.reason) : 'it said nothing');
  throw new WissilError('UNAVAILABLE', `Git did not answer: ${why}`);
}

/** Lets nothing more through once there was too much. */
class Limit extends Transform {
  exceeded = false;
  readonly #most: number;
  readonly #onExceeded: () => void;
  #bytes = 0;

  constructor(most: number, onExceeded: () => void) {
    super();
    this.#most = most;
    this.#onExceeded = onExceeded;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#bytes += chunk.length;
    if (this.#bytes <= this.#most) return done(null, chunk);
    if (!this.exceeded) this.#onExceeded();
    this.exceeded = true;
    done();
  }
}

const LONGEST_HEAD = 16_384;

/** The answer of a CGI program (RFC 3875 §6): its headers become those of the response, the rest passes. */
class CgiAnswer extends Transform {
  /** Whether anything has come beside headers. */
  hasSpoken = false;
  readonly #response: ServerResponse;
  #head: Buffer | undefined = Buffer.alloc(0);

  constructor(response: ServerResponse) {
    super();
    this.#response = response;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (this.#head === undefined) {
      this.hasSpoken = true;
      return done(null, chunk);
    }
    this.#head = Buffer.concat([this.#head, chunk]);
    const end = this.#head.indexOf('\r\n\r\n');
    if (end < 0) return done(this.#head.length > LONGEST_HEAD ? new Error('its headers do not end') : null);
    const [lines, body] = [this.#head.subarray(0, end).toString('latin1').split('\r\n'), this.#head.subarray(end + 4)];
    this.#head = undefined;
    const headers = lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()] as const);
    const status = headers.find(([name]) => name.toLowerCase() === 'status')?.[1];
    this.#response.writeHead(
      Number.parseInt(status ?? '200', 10),
      Object.fromEntries(headers.filter(([name]) => name.toLowerCase() !== 'status')),
    );
    this.hasSpoken = body.length > 0;
    done(null, body);
  }
}
