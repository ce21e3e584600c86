import { createHash, randomUUID } from 'node:crypto';
import { lstat, mkdir, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ConflictError, InvalidInputError, NotFoundError } from '@wissil/platform/errors';
import { checkedPath, invalidPath, realPathInside } from './workspace-path.ts';

/** The largest file that is edited in a browser, in bytes. */
const MOST_FILE_BYTES = 1024 * 1024;

export interface WorkspaceFile {
  path: string;
  size: number;
  /** Null where it is not text, or larger than what is edited here. */
  content: string | null;
  /** sha256 of its bytes, in hexadecimal. */
  hash: string;
}

export interface WriteRequest {
  path: string;
  content: string;
  /** What was read: refused where the file has changed since. */
  expectedHash?: string | null | undefined;
}

/**
 * The files of one project, as a person edits them. A write is there whole or not at all, and writes take turns.
 * Only this process writes to the folder: what runs in the sandbox sees it read-only, so that a path that was found to be inside stays so.
 */
export class Workspace {
  readonly #root: string;
  readonly #scratch: string;
  #turn: Promise<unknown> = Promise.resolve();

  /**
   * @param root the folder of the project, absolute and without links
   * @param scratch a folder of the same file system outside of it
   */
  constructor({ root, scratch }: { root: string; scratch: string }) {
    this.#root = root;
    this.#scratch = scratch;
  }

  /** @throws InvalidInputError for a path that is not one of the project's; null where there is no such file */
  async read(given: string): Promise<WorkspaceFile | null> {
    const path = checkedPath(given);
    return this.#read(path, await realPathInside(this.#root, path));
  }

  /** @throws InvalidInputError, ConflictError */
  write({ path: given, content, expectedHash }: WriteRequest): Promise<WorkspaceFile> {
    return this.inTurn(async () => {
      const path = checkedPath(given);
      const bytes = Buffer.from(content);
      if (!content.isWellFormed() || content.includes('\0')) throw invalidContent('This is not text.');
      if (bytes.length > MOST_FILE_BYTES)
        throw invalidContent(`The file has ${bytes.length} bytes; at most ${MOST_FILE_BYTES} are written here.`);
      const real = await realPathInside(this.#root, path);
      const mode = await this.#writableAt(path, real);
      await this.#assertUnchanged({ path, real, expectedHash });
      await mkdir(this.#scratch, { recursive: true });
      const draft = join(this.#scratch, randomUUID());
      try {
        await writeFile(draft, bytes, { mode, flush: true });
        await mkdir(dirname(real), { recursive: true }).catch(() => {
          throw invalidPath(`A part of ${path} that has to be a folder is a file.`);
        });
        await rename(draft, real);
      } finally {
        await rm(draft, { force: true });
      }
      return { path, size: bytes.length, content, hash: hashOf(bytes) };
    });
  }

  /** @throws InvalidInputError, NotFoundError, ConflictError */
  remove(given: string, expectedHash?: string | null): Promise<string> {
    return this.inTurn(async () => {
      const path = checkedPath(given);
      const real = await realPathInside(this.#root, path);
      const there = await lstat(real).catch(() => undefined);
      if (!there) throw new NotFoundError(`There is no file ${path}.`);
      if (there.isDirectory()) throw invalidPath(`${path} is a folder: delete the files in it.`);
      await this.#assertUnchanged({ path, real, expectedHash });
      await rm(real);
      return path;
    });
  }

  /** What changes several files at once does so while nobody writes. */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async #read(path: string, real: string): Promise<WorkspaceFile | null> {
    const there = await stat(real).catch(() => undefined);
    if (!there?.isFile()) return null;
    await using file = await open(real, 'r');
    const { size } = await file.stat();
    if (size > MOST_FILE_BYTES) return { path, size, content: null, hash: '' };
    const bytes = await file.readFile();
    return { path, size: bytes.length, content: textOf(bytes), hash: hashOf(bytes) };
  }

  /** The mode that the file has or gets. */
  async #writableAt(path: string, real: string): Promise<number> {
    const there = await lstat(real).catch(() => undefined);
    if (there && !there.isFile()) throw invalidPath(`${path} is ${there.isDirectory() ? 'a folder' : 'a link'}, and not a file.`);
    return there ? there.mode & 0o777 : 0o644;
  }

  async #assertUnchanged({
    path,
    real,
    expectedHash,
  }: {
    path: string;
    real: string;
    expectedHash: string | null | undefined;
  }): Promise<void> {
    if (expectedHash == null) return;
    const now = await this.#read(path, real);
    if (now?.hash !== expectedHash)
      throw new ConflictError(
        `${path} has ${now ? 'been changed' : 'been deleted'} since you read it. Read it again, and repeat your change.`,
      );
  }
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function textOf(bytes: Buffer): string | null {
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function invalidContent(message: string): InvalidInputError {
  return new InvalidInputError([{ path: 'content', message }]);
}
