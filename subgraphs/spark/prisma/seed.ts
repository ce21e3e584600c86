import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConflictError } from '@wissil/platform/errors';
import type { PrismaClient } from '../generated/prisma/client.ts';
import type { SaveComponent } from '../src/component/component-input.ts';
import { ComponentService } from '../src/component/component-service.ts';
import { fileNames } from '../src/component/component-source.ts';

const FOLDER = join(import.meta.dirname, 'components');

/**
 * Saves the components of Luminera that are not there yet, on the way that every save takes, so that each has its event. What people have
 * saved under one of the names stays.
 */
export async function seed(db: PrismaClient): Promise<void> {
  const entries = await readdir(FOLDER, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const known = await db.component.findMany({ where: { name: { in: names } }, select: { name: true } });
  const missing = names.filter((name) => !known.some((component) => component.name === name));
  const components = new ComponentService(db);
  for (const name of missing) {
    await components.save({ ...(await readComponent(name)), expectedVersion: 0 }).catch((error: unknown) => {
      // Another process that starts at the same time was faster.
      if (!(error instanceof ConflictError)) throw error;
    });
  }
}

/** The files of a seeded component; its description is the first line of the comment above it. */
export async function readComponent(name: string): Promise<SaveComponent> {
  const files = fileNames(name);
  const read = (file: string) => readFile(join(FOLDER, name, file), 'utf8');
  const [source, tests, stories] = await Promise.all([read(files.source), read(files.tests), read(files.stories)]);
  const description = /^\/\*\* (.+?) \*\/$/m.exec(source)?.[1];
  if (!description) throw new Error(`${files.source} lacks a one-line comment that says what ${name} is for.`);
  return { name, description, source, tests, stories };
}
