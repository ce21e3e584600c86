import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seedId } from '@wissil/platform/graphql';
import type { Prisma, PrismaClient } from '../generated/prisma/client.ts';
import { cssVariable } from '../src/dtcg/css-variable.ts';
import { type DocumentGroup, type DocumentToken, readDocument } from '../src/dtcg/dtcg-document.ts';
import { recordRelease, WISSIL_ITSELF } from '../src/release/release-store.ts';
import { DEFAULT_SET } from '../src/token/default-set.ts';
import { TokenGraph } from '../src/token/token-graph.ts';
import type { TokenSetSnapshot } from '../src/token/token-snapshot.ts';
import { readSnapshot } from '../src/token/token-store.ts';

/** No path: stands for the release of the set's present version. */
const RELEASED = '(released)';

const FOLDER = join(import.meta.dirname, 'tokens');

/** The groups and tokens of Luminera, from the DTCG documents in `tokens/`, in the order of their names. */
export async function readLuminera(): Promise<{ groups: DocumentGroup[]; tokens: DocumentToken[] }> {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.json')).sort();
  const documents = await Promise.all(names.map(async (name) => readDocument(JSON.parse(await readFile(join(FOLDER, name), 'utf8')))));
  const groups = new Map<string, DocumentGroup>();
  for (const group of documents.flatMap((document) => document.groups)) if (!groups.has(group.path)) groups.set(group.path, group);
  return { groups: [...groups.values()], tokens: documents.flatMap((document) => document.tokens) };
}

/**
 * Puts the Luminera set into the database. What is there already stays as people have made it; tokens that a later version of WISSIL
 * brings are added, and the set's version counts up.
 */
export async function seed(db: PrismaClient): Promise<void> {
  const { groups, tokens } = await readLuminera();
  const setId = seedId('TokenSet', DEFAULT_SET);
  const groupId = (path: string) => seedId('TokenGroup', `${DEFAULT_SET}.${path}`);
  await db.$transaction(
    async (tx) => {
      await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended('wissil seed slate', 0))::text`;
      // Nearly every start finds everything there: one look is a twentieth of the work of offering every row again.
      const known = await tx.$queryRaw<{ path: string }[]>`
        SELECT path FROM tokens WHERE set_id = ${setId} UNION ALL SELECT path FROM token_groups WHERE set_id = ${setId}
        UNION ALL SELECT ${RELEASED} FROM token_sets JOIN token_releases ON set_id = token_sets.id AND number = version WHERE token_sets.id = ${setId}`;
      const paths = new Set(known.map(({ path }) => path));
      if ([RELEASED, ...[...groups, ...tokens].map(({ path }) => path)].every((path) => paths.has(path))) return;
      await tx.tokenSet.createMany({
        data: [
          {
            id: setId,
            slug: DEFAULT_SET,
            name: 'Luminera',
            description: 'The design system of WISSIL: six palettes, one for each system.',
          },
        ],
        skipDuplicates: true,
      });
      await tx.tokenGroup.createMany({
        data: groups.map(({ path, description }, position) => {
          const { parent, name } = split(path);
          return { id: groupId(path), setId, parentId: parent && groupId(parent), path, name, description, position };
        }),
        skipDuplicates: true,
      });
      const { count } = await tx.token.createMany({
        data: tokens.map(({ path, type, value, description }, position) => {
          const { parent, name } = split(path);
          if (!parent) throw new Error(`The token ${path} stands in no group.`);
          const id = seedId('Token', `${DEFAULT_SET}.${path}`);
          const shown = { path, name, type, description, cssVariable: cssVariable(path), value: value as Prisma.InputJsonValue };
          return { id, setId, groupId: groupId(parent), position, ...shown };
        }),
        skipDuplicates: true,
      });
      if (count > 0 && count < tokens.length) await tx.tokenSet.update({ where: { id: setId }, data: { version: { increment: 1 } } });
      const graph = new TokenGraph((await readSnapshot(tx, setId)) as TokenSetSnapshot);
      await recordRelease(tx, { graph, kind: 'INSTALLED', author: WISSIL_ITSELF, note: null, changes: [] });
    },
    { maxWait: 30_000, timeout: 60_000 },
  );
}

function split(path: string): { parent: string | null; name: string } {
  const at = path.lastIndexOf('.');
  return at < 0 ? { parent: null, name: path } : { parent: path.slice(0, at), name: path.slice(at + 1) };
}
