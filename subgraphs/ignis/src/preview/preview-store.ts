import { randomBytes } from 'node:crypto';
import { NotFoundError } from '@wissil/platform/errors';
import { newId } from '@wissil/platform/graphql';
import type { Preview, Prisma, PrismaClient } from '../../generated/prisma/client.ts';
import type { SourceFile } from '../bundler/source-files.ts';
import { type ComponentSources, hashOf } from './component-compiler.ts';

const LIVES_MS = 24 * 60 * 60 * 1000;
/** A preview that is looked at is written down as used this often. */
const TELL_USE_MS = 10 * 60 * 1000;

/** Component previews as they were last sent; they go a day after their last use, or where there are more than may be. */
export class PreviewStore {
  readonly #db: PrismaClient;
  readonly #most: number;

  constructor({ db, most }: { db: PrismaClient; most: number }) {
    this.#db = db;
    this.#most = most;
  }

  async create(sources: ComponentSources): Promise<Preview> {
    const key = `p${BigInt(`0x${randomBytes(16).toString('hex')}`).toString(36)}`;
    const preview = await this.#db.preview.create({ data: { id: newId('Preview'), key, ...rowOf(sources) } });
    await this.#prune();
    return preview;
  }

  /** @throws NotFoundError where it is gone: then a new one is made */
  async replace(id: string, sources: ComponentSources): Promise<Preview> {
    const [row] = await this.#db.preview.updateManyAndReturn({ where: { id, expiresAt: { gt: new Date() } }, data: rowOf(sources) });
    if (!row) throw new NotFoundError('There is no such preview, or it has expired. Send it to POST /api/preview as a new one.');
    return row;
  }

  async byIds(ids: readonly string[]): Promise<(Preview | null)[]> {
    const rows = await this.#db.preview.findMany({ where: { id: { in: [...ids] }, expiresAt: { gt: new Date() } } });
    const found = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => found.get(id) ?? null);
  }

  /** Counts as a use. */
  async byKey(key: string): Promise<Preview | null> {
    const preview = await this.#db.preview.findUnique({ where: { key } });
    const now = Date.now();
    if (!preview || preview.expiresAt.getTime() <= now) return null;
    if (now - preview.usedAt.getTime() < TELL_USE_MS) return preview;
    return this.#db.preview.update({ where: { key }, data: { usedAt: new Date(now), expiresAt: new Date(now + LIVES_MS) } });
  }

  async #prune(): Promise<void> {
    await this.#db.preview.deleteMany({ where: { expiresAt: { lte: new Date() } } });
    const oldest = await this.#db.preview.findMany({ orderBy: { usedAt: 'desc' }, skip: this.#most, select: { id: true } });
    if (oldest.length > 0) await this.#db.preview.deleteMany({ where: { id: { in: oldest.map(({ id }) => id) } } });
  }
}

export function sourcesOf({ name, entry, stories, files }: Preview): ComponentSources {
  return { name, entry, stories, files: files as unknown as SourceFile[] };
}

function rowOf(sources: ComponentSources) {
  const { name, entry, stories } = sources;
  const now = Date.now();
  return {
    ...{ name, entry, stories },
    files: sources.files as unknown as Prisma.InputJsonArray,
    hash: hashOf(sources),
    usedAt: new Date(now),
    expiresAt: new Date(now + LIVES_MS),
  };
}
