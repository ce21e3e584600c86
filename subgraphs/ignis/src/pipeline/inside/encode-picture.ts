import sharp, { type PngOptions, type Sharp } from 'sharp';
import { LeftAsItIs } from './left-as-it-is.ts';
import { pngKeepsAll } from './png-chunks.ts';

export type PictureFormat = 'png' | 'jpeg' | 'webp';

export interface Picture {
  bytes: Buffer;
  format: PictureFormat;
  width: number;
  height: number;
  /** More than screens show. */
  isLarge: boolean;
  grey: boolean;
  /** Of a JPEG that keeps the colour of every pixel. */
  fullColour: boolean;
  orientation: number | undefined;
}

const MOST_PIXELS = 32_000_000;
const WIDEST = 2_560;

/** Where less is saved than this, nothing is worth losing. */
const WORTH = 0.98;

/** Qualities that are tried, and the likeness (PSNR, in dB) from which on nobody sees a difference. */
const QUALITIES = [82, 88, 94] as const;
const ALIKE_DB = 40;

/** @throws LeftAsItIs where encoding it again would lose something, or sharp's error where it cannot be read */
export async function readPicture(bytes: Buffer, format: PictureFormat): Promise<Picture> {
  const found = await sharp(bytes, { limitInputPixels: false }).metadata();
  const { width, height, space, depth, pages = 1, chromaSubsampling, orientation } = found;
  if (found.format !== format) throw new LeftAsItIs(`its content is ${found.format}`);
  if (width * height > MOST_PIXELS) throw new LeftAsItIs(`it has ${width} × ${height} pixels, more than ${MOST_PIXELS}`);
  if (pages > 1) throw new LeftAsItIs('it moves');
  if (depth !== 'uchar' || !(space === 'srgb' || space === 'b-w')) throw new LeftAsItIs(`its colours are ${depth} ${space}`);
  if (format === 'png' && !pngKeepsAll(bytes)) throw new LeftAsItIs('it moves, or says of its colours what would be lost');
  return {
    ...{ bytes, format, width, height, orientation },
    isLarge: width > WIDEST || height > WIDEST,
    grey: space === 'b-w',
    fullColour: chromaSubsampling === '4:4:4',
  };
}

/** In its own format: a PNG with the very same pixels, others as like as {@link ALIKE_DB}. Empty where none is smaller. */
export async function smaller(picture: Picture): Promise<Buffer> {
  const { bytes, format } = picture;
  const pixels = await pixelsOf(bytes);
  if (format === 'png' || isLosslessWebp(bytes)) {
    const candidates = await lossless(picture, pixels);
    for (const made of candidates.toSorted((a, b) => a.length - b.length)) {
      if (made.length < bytes.length && pixels.equals(await pixelsOf(made))) return made;
    }
    return Buffer.alloc(0);
  }
  for (const quality of QUALITIES) {
    const made = await lossy(open(picture), picture, quality).toBuffer();
    if (made.length >= bytes.length * WORTH) break;
    if (likeness(pixels, await pixelsOf(made)) >= ALIKE_DB) return made;
  }
  return Buffer.alloc(0);
}

/** As large as a screen, for comparison. */
export function fitted(picture: Picture): Promise<Buffer> {
  const image = open(picture).resize({ width: WIDEST, height: WIDEST, fit: 'inside' });
  return (picture.format === 'png' ? image.png({ compressionLevel: 9 }) : lossy(image, picture, QUALITIES[0])).toBuffer();
}

/** For comparison. */
export function webp(picture: Picture): Promise<Buffer> {
  return open(picture).webp({ quality: 80 }).toBuffer();
}

/** Its colours are not converted, whatever profile says how to understand them. */
function open({ bytes, grey, orientation = 1 }: Picture): Sharp {
  const image = sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error', ignoreIcc: true }).keepIccProfile();
  if (grey) image.toColourspace('b-w');
  // Which way is up is written there.
  return orientation === 1 ? image : image.keepExif();
}

async function lossless(picture: Picture, pixels: Buffer): Promise<Buffer[]> {
  if (picture.format === 'webp') return [await open(picture).webp({ lossless: true, exact: true, effort: 6 }).toBuffer()];
  const encode = (options: PngOptions) =>
    open(picture)
      .png({ compressionLevel: 9, palette: false, ...options })
      .toBuffer();
  const made = [await encode({}), await encode({ adaptiveFiltering: true })];
  if (hasFewColours(pixels)) made.push(await encode({ palette: true, quality: 100, dither: 0, effort: 10 }));
  return made;
}

function lossy(image: Sharp, { format, fullColour }: Picture, quality: number): Sharp {
  return format === 'webp'
    ? image.webp({ quality, effort: 6 })
    : image.jpeg({ quality, mozjpeg: true, chromaSubsampling: fullColour ? '4:4:4' : '4:2:0' });
}

/** The kind of the first chunk that holds pixels: `VP8L`. */
function isLosslessWebp(bytes: Buffer): boolean {
  for (let at = 12; at + 8 <= bytes.length; at += 8 + bytes.readUInt32LE(at + 4) + (bytes.readUInt32LE(at + 4) % 2)) {
    const kind = bytes.toString('latin1', at, at + 4);
    if (kind === 'VP8L') return true;
    if (kind === 'VP8 ') return false;
  }
  return false;
}

/** Red, green, blue and alpha of each. */
function pixelsOf(bytes: Buffer): Promise<Buffer> {
  return sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error', ignoreIcc: true })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer();
}

function hasFewColours(pixels: Buffer): boolean {
  const colours = new Set<number>();
  for (let at = 0; at < pixels.length && colours.size <= 256; at += 4) colours.add(pixels.readUInt32LE(at));
  return colours.size <= 256;
}

function likeness(a: Buffer, b: Buffer): number {
  if (a.length !== b.length) return 0;
  let squares = 0;
  for (let at = 0; at < a.length; at++) squares += ((a[at] as number) - (b[at] as number)) ** 2;
  // Three of four: alpha is kept as it is.
  return 10 * Math.log10(255 ** 2 / (squares / (a.length * 0.75)));
}
