import { createReadStream } from 'node:fs';
import { posix } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { PermanentFailure } from '@wissil/platform/jobs';
import { extract } from 'tar-stream';
import { isExposed } from './exposed-files.ts';
import { type Layer, type LayerEntry, writeLayer } from './layer.ts';

const MOST_BYTES = 2 * 1024 ** 3;
const MOST_ENTRIES = 200_000;
const ROOT = 'app';

export interface AppLayer extends Layer {
  /** Paths that nobody outside should have: keys, passwords. */
  exposedFiles: string[];
}

/**
 * The artifact of a build (a tar with all of it below `app/`) as the layer of an image.
 * @throws PermanentFailure for an artifact that reaches out of its folder, is no tar, or is too large
 */
export async function writeAppLayer(artifact: string, file: string): Promise<AppLayer> {
  const exposedFiles: string[] = [];
  const layer = await writeLayer(file, entriesOf(artifact, exposedFiles));
  return { ...layer, exposedFiles };
}

async function* entriesOf(artifact: string, exposedFiles: string[]): AsyncGenerator<LayerEntry> {
  const unpacking = extract();
  const reading = pipeline(createReadStream(artifact), unpacking);
  reading.catch(() => undefined);
  yield { path: ROOT, type: 'directory', mode: 0o755 };
  let bytes = 0;
  let entries = 0;
  for await (const entry of readable(unpacking)) {
    const { name, type, mode = 0o644, size = 0, linkname } = entry.header;
    const path = insideApp(name);
    bytes += size;
    if (bytes > MOST_BYTES || ++entries > MOST_ENTRIES)
      throw refused(
        `holds more than ${MOST_BYTES} bytes or ${MOST_ENTRIES} files`,
        'Build less into it: files that are not needed to run.',
      );
    if (path !== ROOT && isExposed(path)) exposedFiles.push(path);
    if (type === 'file' || type === 'contiguous-file')
      yield { path, type: 'file', mode: mode & 0o111 ? 0o755 : 0o644, size, content: entry as AsyncIterable<Buffer> };
    else if (type === 'directory') {
      if (path !== ROOT) yield { path, type, mode: 0o755 };
    } else if (type === 'symlink') yield { path, type, mode: 0o777, target: linkInsideApp(path, linkname ?? '') };
    else if (type === 'link') yield { path, type, mode: 0o644, target: insideApp(linkname ?? '') };
    else throw refused(`holds ${name}, which is a ${type}`, 'Build files, folders and links alone.');
    entry.resume();
  }
  await reading;
  if (entries === 0) throw refused('is empty', 'Have the build put out what runs.');
}

/** What cannot be read as a tar is not to be tried again; what the disk says may be. */
async function* readable<Entry>(unpacking: AsyncIterable<Entry>): AsyncGenerator<Entry> {
  try {
    yield* unpacking;
  } catch (error) {
    if (error instanceof PermanentFailure || (error as NodeJS.ErrnoException).code !== undefined) throw error;
    throw refused('is no tar archive that can be read', 'Start the pipeline again, so that it is built anew.');
  }
}

function insideApp(name: string): string {
  const path = posix.normalize(name).replace(/\/$/, '');
  if (path !== ROOT && !path.startsWith(`${ROOT}/`))
    throw refused(`holds ${name}, which is not below ${ROOT}/`, 'Have the build put everything there.');
  return path;
}

/** The target as it is written. It may lead anywhere in the image's own `/app`. */
function linkInsideApp(path: string, target: string): string {
  const leads = posix.normalize(posix.isAbsolute(target) ? target.slice(1) : posix.join(posix.dirname(path), target));
  if (leads !== ROOT && !leads.startsWith(`${ROOT}/`))
    throw refused(`holds the link ${path}, which leads out of it to ${target}`, 'Copy what it leads to.');
  return target;
}

function refused(what: string, remedy: string): PermanentFailure {
  return new PermanentFailure(`The build's artifact ${what}, and cannot become an image.`, remedy);
}
