import { watch } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Logger } from '../logger.ts';
import { loadSupergraph } from './load-supergraph.ts';
import type { SupergraphHolder } from './supergraph-holder.ts';

/** Writers replace or truncate the file: so many milliseconds of silence mean that they are done. */
const SETTLE_MS = 50;

/**
 * Swaps the file's supergraph in whenever it changes. A file that cannot be read or does not compose leaves the old one in force and
 * is logged. The returned function stops watching.
 */
export function watchSupergraph(path: string, holder: SupergraphHolder, logger: Logger): () => void {
  let settle: NodeJS.Timeout | undefined;
  const reload = async (): Promise<void> => {
    try {
      const sdl = await readFile(path, 'utf8');
      if (sdl === holder.current.sdl) return;
      if (holder.swap(loadSupergraph(sdl))) logger.info({ supergraph: holder.current.id }, 'supergraph replaced');
    } catch (error) {
      logger.error({ err: error, path }, 'supergraph not replaced: the file does not hold a usable one; the previous one stays in force');
    }
  };
  // The folder, not the file: a rename over the file would end a watch of the file itself.
  const watcher = watch(dirname(path), { persistent: false }, (_event, name) => {
    if (name !== null && name !== basename(path)) return;
    clearTimeout(settle);
    settle = setTimeout(() => void reload(), SETTLE_MS);
  });
  watcher.on('error', (error) => logger.error({ err: error, path }, 'the supergraph file is no longer watched'));
  return () => {
    clearTimeout(settle);
    watcher.close();
  };
}
