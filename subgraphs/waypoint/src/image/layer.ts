import { createReadStream, createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Header, pack, type Pack } from 'tar-stream';
import { type Descriptor, MEDIA, Measure } from './oci.ts';

/** A file, folder or link of a layer. Its owner is root and its time is 0, whatever they were: equal content has an equal digest. */
export interface LayerEntry {
  /** Relative to the root of the image, without `/` at its beginning or end. */
  path: string;
  type: 'file' | 'directory' | 'symlink' | 'link';
  mode: number;
  /** Of a link. */
  target?: string;
  /** Of a file. */
  size?: number;
  content?: AsyncIterable<Uint8Array>;
}

export interface Layer extends Descriptor {
  /** Digest of the tar before it is compressed. */
  diffId: string;
  file: string;
}

const EPOCH = new Date(0);
/** RFC 1952: the operating system in the header of gzip, which differs between hosts. */
const GZIP_SYSTEM_BYTE = 9;
const UNKNOWN_SYSTEM = 255;

/** Writes a layer to a file. The order of the entries is theirs. */
export async function writeLayer(file: string, entries: AsyncIterable<LayerEntry>, { level = 6 } = {}): Promise<Layer> {
  const tar = pack();
  const raw = new Measure();
  const compressed = new Measure();
  const written = pipeline(tar, raw, createGzip({ level }), withoutSystem(), compressed, createWriteStream(file));
  try {
    for await (const entry of entries) await Promise.race([add(tar, entry), written]);
    tar.finalize();
    await written;
  } catch (error) {
    tar.destroy(error as Error);
    await written.catch(() => undefined);
    throw error;
  }
  return { mediaType: MEDIA.layer, digest: compressed.digest(), size: compressed.size, diffId: raw.digest(), file };
}

export function openLayer({ file }: Layer) {
  return createReadStream(file);
}

async function add(tar: Pack, { path, type, mode, target, size = 0, content }: LayerEntry): Promise<void> {
  const header: Partial<Header> & Pick<Header, 'name'> = {
    name: type === 'directory' ? `${path}/` : path,
    type,
    mode,
    mtime: EPOCH,
    uid: 0,
    gid: 0,
    uname: '',
    gname: '',
    ...(target !== undefined && { linkname: target }),
    ...(type === 'file' && { size }),
  };
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const sink = tar.entry(header, (error) => (error ? reject(error) : resolve()));
  if (type === 'file') {
    for await (const chunk of content ?? []) if (!sink.write(chunk)) await once(sink, 'drain');
    sink.end(undefined);
  }
  await promise;
}

function withoutSystem(): Transform {
  let passed = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const at = GZIP_SYSTEM_BYTE - passed;
      if (at >= 0 && at < chunk.length) chunk[at] = UNKNOWN_SYSTEM;
      passed += chunk.length;
      done(null, chunk);
    },
  });
}
