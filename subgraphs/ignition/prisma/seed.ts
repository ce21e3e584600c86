import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seedId } from '@wissil/platform/graphql';
import { z } from 'zod';
import type { PrismaClient } from '../generated/prisma/client.ts';
import { templateInputs } from '../src/template/template-input.ts';

const FOLDER = join(import.meta.dirname, 'templates');

const template = z.object({
  slug: z.string().min(1),
  name: z.string().min(1),
  description: z.string().min(1),
  version: z.string().regex(/^\d+\.\d+\.\d+$/),
  framework: z.string().min(1),
  tags: z.array(z.string()),
  inputs: templateInputs,
});

/** The templates in `templates/`, in the order of their file names. */
export async function readTemplates(): Promise<z.infer<typeof template>[]> {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.json')).sort();
  return Promise.all(names.map(async (name) => template.parse(JSON.parse(await readFile(join(FOLDER, name), 'utf8')))));
}

/** Puts the templates into the database: those that are missing, and those that this version of WISSIL brings in a newer version. */
export async function seed(db: PrismaClient): Promise<void> {
  const templates = await readTemplates();
  await db.$transaction(
    async (tx) => {
      await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended('wissil seed ignition', 0))::text`;
      const versions = new Map(
        (await tx.template.findMany({ select: { slug: true, version: true } })).map(({ slug, version }) => [slug, version]),
      );
      for (const [position, data] of templates.entries()) {
        const known = versions.get(data.slug);
        if (known === undefined) await tx.template.create({ data: { id: seedId('Template', data.slug), position, ...data } });
        else if (isNewer(data.version, known)) await tx.template.update({ where: { slug: data.slug }, data });
      }
    },
    { maxWait: 30_000, timeout: 60_000 },
  );
}

function isNewer(version: string, than: string): boolean {
  return version.localeCompare(than, 'en', { numeric: true }) > 0;
}
