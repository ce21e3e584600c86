import { type Cache, readThrough } from '@wissil/platform/cache';
import type { PrismaClient } from '../../generated/prisma/client.ts';
import { type TemplateInput, templateInputs } from './template-input.ts';

export interface Template {
  id: string;
  slug: string;
  name: string;
  description: string;
  version: string;
  framework: string;
  tags: string[];
  inputs: TemplateInput[];
}

const KEY = 'ignition:templates';
const TTL_SECONDS = 300;

/** The templates in the order of the gallery, from the cache or else from PostgreSQL (IGNI-1). */
export class TemplateGallery {
  readonly #db: PrismaClient;
  readonly #cache: Cache;

  constructor(parts: { db: PrismaClient; cache: Cache }) {
    this.#db = parts.db;
    this.#cache = parts.cache;
  }

  all(): Promise<readonly Template[]> {
    return readThrough(this.#cache, { key: KEY, ttlSeconds: TTL_SECONDS }, async () => {
      const rows = await this.#db.template.findMany({
        orderBy: [{ position: 'asc' }, { id: 'asc' }],
        omit: { position: true, createdAt: true, updatedAt: true },
      });
      return rows.map((row) => ({ ...row, inputs: templateInputs.parse(row.inputs) }));
    });
  }

  /** Called after each change of a template. */
  async invalidate(): Promise<void> {
    await this.#cache.delete(KEY);
  }
}
