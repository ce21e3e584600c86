import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import sharp from 'sharp';
import { fitted, type PictureFormat, readPicture, smaller, webp } from './encode-picture.ts';
import { LeftAsItIs } from './left-as-it-is.ts';
import { DRAFT } from './output-files.ts';
import { shorterSvg } from './shorter-svg.ts';

export interface ImageReport {
  path: string;
  beforeBytes: number;
  afterBytes: number;
  /** As WebP, where that was tried. */
  webpBytes: number | null;
  /** Where it is larger than screens are: its size, and its bytes at a size that fits. */
  large: { width: number; height: number; fittedBytes: number } | null;
}

/** Below it no format saves what a person would notice. */
const SMALLEST_BYTES = 2_048;
const WORTH_WEBP_BYTES = 30_000;
const MOST_BYTES = 32 * 1024 ** 2;
/** Of all pictures of one build together, in the order of their paths: the same files are always the same result. */
const MOST_TOTAL_BYTES = 512 * 1024 ** 2;
const MOST_NOTED = 50;

/** Part of the cache's keys: another way of encoding is another result. */
const RECIPE = '2';

const FORMATS: Readonly<Record<string, PictureFormat | 'svg'>> = {
  ...{ '.png': 'png', '.jpg': 'jpeg', '.jpeg': 'jpeg', '.webp': 'webp', '.svg': 'svg' },
};

export interface ImageTask {
  files: readonly string[];
  /** Where results are kept, by the picture's content. */
  cache: string;
  note(line: string): void;
}

/** Makes pictures smaller in place, one after the other: same name, format and size. What is broken or too large stays as it is. */
export async function optimiseImages({ files, cache, note }: ImageTask): Promise<ImageReport[]> {
  sharp.concurrency(1);
  sharp.cache(false);
  await mkdir(cache, { recursive: true });
  const reports: ImageReport[] = [];
  let [bytes, left] = [0, 0];
  for (const path of files) {
    const format = FORMATS[extname(path).toLowerCase()];
    if (!format) continue;
    try {
      const { size } = await stat(path);
      if (size > MOST_BYTES) throw new LeftAsItIs(`it has ${size} bytes, more than ${MOST_BYTES}`);
      bytes += size;
      if (bytes > MOST_TOTAL_BYTES) throw new LeftAsItIs(`those before it have ${MOST_TOTAL_BYTES} bytes together`);
      if (format !== 'svg' && size < SMALLEST_BYTES) continue;
      reports.push(await optimise(path, format, cache));
    } catch (error) {
      left += 1;
      if (left <= MOST_NOTED) note(`${oneLine(path)} is left as it is: ${reason(error)}`);
    }
  }
  if (left > MOST_NOTED) note(`${left - MOST_NOTED} more pictures are left as they are`);
  return reports;
}

async function optimise(path: string, format: PictureFormat | 'svg', cache: string): Promise<ImageReport> {
  const original = await readFile(path);
  const key = createHash('sha256').update(`${RECIPE} ${format} ${sharp.versions.sharp}\0`).update(original).digest('hex');
  const keep = (name: string, make: () => Promise<Buffer>) => kept(join(cache, `${key}.${name}`), make);
  const report = { path, beforeBytes: original.length, afterBytes: original.length, webpBytes: null, large: null };
  if (format === 'svg') {
    const svg = await keep('svg', async () => shorterSvg(original));
    return { ...report, afterBytes: await replace(path, original, svg) };
  }
  const picture = await readPicture(original, format);
  const afterBytes = await replace(path, original, await keep(format, () => smaller(picture)));
  const tried = format === 'webp' || original.length < WORTH_WEBP_BYTES ? null : await keep('as.webp', () => webp(picture));
  const large = picture.isLarge ? await keep(`fitted.${format}`, () => fitted(picture)) : null;
  const { width, height } = picture;
  return {
    ...report,
    afterBytes,
    webpBytes: tried?.length ?? null,
    large: large && { width, height, fittedBytes: large.length },
  };
}

/** There whole or not at all, and only where it is smaller. An empty one says that nothing better was found. */
async function replace(path: string, original: Buffer, made: Buffer): Promise<number> {
  if (made.length === 0 || made.length >= original.length) return original.length;
  const draft = join(dirname(path), DRAFT);
  try {
    await writeFile(draft, made, { mode: (await stat(path)).mode & 0o777, flag: 'wx' });
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
  return made.length;
}

async function kept(file: string, make: () => Promise<Buffer>): Promise<Buffer> {
  const there = await readFile(file).catch(() => undefined);
  if (there) {
    // Says when it was last used, for whoever cleans up.
    await utimes(file, new Date(), new Date());
    return there;
  }
  const made = await make();
  await writeFile(`${file}.${process.pid}`, made);
  await rename(`${file}.${process.pid}`, file);
  return made;
}

function reason(error: unknown): string {
  const message = oneLine((error as Error).message).slice(0, 200);
  return error instanceof LeftAsItIs ? message : `it cannot be read as what its name says (${message})`;
}

function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex -- names of files may hold them
  return text.replaceAll(/[\u0000-\u001f\u007f]+/g, ' ').trim();
}
