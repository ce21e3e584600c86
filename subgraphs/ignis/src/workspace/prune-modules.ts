import { join } from 'node:path';
import { DAY_MS, entriesOf, GRACE_MS, removeLeftovers, removeUnused } from '../retention/remove-unused.ts';
import { MODULE_CACHES, MODULE_USES } from './module-store.ts';
import { ModuleUses } from './module-uses.ts';

export interface ModulePruning {
  root: string;
  /** At most so many sets of packages, and none that was not used for so long; those that are in use stay in any case. */
  most: number;
  days: number;
  /** Whether a folder that is there runs with its packages. */
  isInUse(project: string): boolean;
}

/** @returns how many folders are gone */
export async function pruneModules({ root, most, days, isInUse }: ModulePruning): Promise<number> {
  const held = await new ModuleUses(join(root, MODULE_USES)).held(isInUse);
  const homes = (await entriesOf(root)).filter(({ name }) => /^[0-9a-f]{64}$/.test(name));
  const now = Date.now();
  let gone = await removeLeftovers(root, (name) => /^\.[0-9a-f]{16}-/.test(name));
  for (const [place, { path, name, usedAt }] of homes.entries()) {
    if (held.has(name) || (place < most && usedAt >= now - days * DAY_MS)) continue;
    if (await removeUnused(path, now - GRACE_MS)) gone += 1;
  }
  return gone + (await pruneDownloads(join(root, MODULE_CACHES)));
}

/** What was downloaded is kept by month: this one and the last one. */
async function pruneDownloads(root: string): Promise<number> {
  const months = (await entriesOf(root)).toSorted((a, b) => (a.name < b.name ? 1 : -1)).slice(2);
  let gone = 0;
  for (const { path } of months) if (await removeUnused(path, Date.now() - GRACE_MS)) gone += 1;
  return gone;
}
