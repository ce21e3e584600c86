import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import sharp, { type Sharp } from 'sharp';

export interface ImageReport {
  path: string;
  beforeBytes: number;
  afterBytes: number;
  /** As WebP, where that was tried. */
  webpBytes: number | null;
}

/** Below it no format saves what a person would notice. */
const SMALLEST_BYTES = 2_048;
const WORTH_WEBP_BYTES = 30_000;
const MOST_PIXELS = 100_000_000;

/** Part of the cache's keys: another way of encoding is another result. */
const RECIPE = '1';

/** The same format, so that the name stays true. PNG keeps every pixel; JPEG loses what cannot be seen. */
const ENCODERS: Readonly<Record<string, (image: Sharp) => Sharp>> = {
  '.png': (image) => image.png({ compressionLevel: 9, effort: 10, palette: false }),
  '.jpg': (image) => image.jpeg({ quality: 82, mozjpeg: true }),
  '.jpeg': (image) => image.jpeg({ quality: 82, mozjpeg: true }),
};

/** Encodes pictures again where that is smaller, in place. Results are kept in `cache` by the picture's content. */
export async function optimiseImages(files: readonly string[], cache: string): Promise<ImageReport[]> {
  sharp.concurrency(1);
  const reports: ImageReport[] = [];
  for (const path of files) {
    const encode = ENCODERS[extname(path).toLowerCase()];
    if (!encode) continue;
    const original = await readFile(path);
    if (original.length < SMALLEST_BYTES) continue;
    // What cannot be read as a picture stays as it is.
    const report = await optimise({ path, original, encode, cache }).catch(() => undefined);
    if (report) reports.push(report);
  }
  return reports;
}

async function optimise({
  path,
  original,
  encode,
  cache,
}: {
  path: string;
  original: Buffer;
  encode: (image: Sharp) => Sharp;
  cache: string;
}) {
  const open = () => sharp(original, { limitInputPixels: MOST_PIXELS, failOn: 'error' }).autoOrient().keepIccProfile();
  const key = createHash('sha256').update(`${RECIPE} ${sharp.versions.sharp}\0`).update(original).digest('hex');
  const encoded = await kept(join(cache, `${key}${extname(path)}`), () => encode(open()).toBuffer());
  const better = encoded.length < original.length * 0.98;
  if (better) await writeFile(path, encoded);
  const webp =
    original.length < WORTH_WEBP_BYTES ? null : await kept(join(cache, `${key}.webp`), () => open().webp({ quality: 80 }).toBuffer());
  return { path, beforeBytes: original.length, afterBytes: better ? encoded.length : original.length, webpBytes: webp?.length ?? null };
}

async function kept(file: string, make: () => Promise<Buffer>): Promise<Buffer> {
  const there = await readFile(file).catch(() => undefined);
  if (there) return there;
  const made = await make();
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(`${file}.${process.pid}`, made);
  await rename(`${file}.${process.pid}`, file);
  return made;
}
