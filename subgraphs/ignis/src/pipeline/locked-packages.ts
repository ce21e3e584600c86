import { z } from 'zod';
import type { DuplicatePackage } from './suggest.ts';

const packageLock = z.object({
  packages: z.record(
    z.string(),
    z.object({ version: z.string().optional(), dev: z.boolean().optional(), devOptional: z.boolean().optional() }),
  ),
});

export interface LockedPackages {
  /** What is needed at run time, by its path below node_modules, parents first. */
  needed: string[];
  duplicates: DuplicatePackage[];
}

/** What a lock file says of the packages that run, as npm has written it. */
export function lockedPackages(lock: string | undefined): LockedPackages {
  const parsed = lock === undefined ? undefined : packageLock.safeParse(JSON.parse(lock));
  const packages = parsed?.success ? Object.entries(parsed.data.packages) : [];
  const running = packages.filter(([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional);
  const versions = new Map<string, Set<string>>();
  for (const [path, { version }] of running) {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    versions.set(name, (versions.get(name) ?? new Set()).add(version ?? ''));
  }
  return {
    needed: running.map(([path]) => path.slice('node_modules/'.length)).toSorted(),
    duplicates: [...versions].filter(([, found]) => found.size > 1).map(([name, found]) => ({ name, versions: [...found].toSorted() })),
  };
}
