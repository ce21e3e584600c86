import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@wissil/testkit';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { type ImageReport, optimiseImages } from './optimise-images.ts';

interface Optimised {
  reports: Record<string, ImageReport>;
  notes: string[];
  after: Record<string, Buffer>;
}

async function optimised(files: Record<string, Buffer | string>, at: string): Promise<Optimised> {
  const names = Object.keys(files).toSorted();
  await mkdir(at, { recursive: true });
  for (const name of names) await writeFile(join(at, name), files[name] as Buffer);
  const notes: string[] = [];
  const paths = names.map((name) => join(at, name));
  const reports = await optimiseImages({
    files: paths,
    cache: join(at, '../cache'),
    note: (line) => void notes.push(line.replaceAll(`${at}/`, '')),
  });
  const after = await Promise.all(names.map(async (name) => [name, await readFile(join(at, name))] as const));
  return {
    reports: Object.fromEntries(reports.map((report) => [report.path.slice(at.length + 1), report])),
    notes,
    after: Object.fromEntries(after),
  };
}

const pixels = (picture: Buffer) => sharp(picture, { ignoreIcc: true }).ensureAlpha().raw().toBuffer();

/** Soft hills, as a photograph has them. */
function photo(width: number, height: number, channels: 3 | 4 = 3) {
  const data = Buffer.alloc(width * height * channels);
  for (let at = 0; at < width * height; at++) {
    const [x, y] = [at % width, Math.floor(at / width)];
    for (let channel = 0; channel < channels; channel++)
      data[at * channels + channel] =
        128 + 90 * Math.sin(x / (20 + channel * 9)) * Math.cos(y / (30 - channel * 4)) + ((at * 31 * (channel + 1)) % 5);
  }
  return sharp(data, { raw: { width, height, channels } });
}

const SVG = `<?xml version="1.0" encoding="UTF-8"?>
<!-- Made with an editor -->
<svg xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" width="64" height="48" viewBox="0 0 64 48">
  <metadata>who has drawn it, and with what</metadata>
  <title>A sign</title>
  <g id="sign" class="tone" inkscape:label="Layer 1">
    <path d="M 10.000000 10.000000 L 40.000000 10.000000 L 40.000000 30.123456 L 10.000000 30.123456 Z" fill="#ff0000"/>
  </g>
</svg>`;

describe('pictures of the output', () => {
  it('[IGNIS-3] are smaller, of the same format and size: the very same pixels of PNG, and the same to the eye of JPEG', async () => {
    await using folder = await temporaryFolder();
    const flat = sharp({ create: { width: 200, height: 100, channels: 4, background: '#c0ffee80' } });
    const files = {
      'flat.png': await flat.png({ compressionLevel: 0 }).toBuffer(),
      'photo.png': await photo(300, 200, 4).png({ compressionLevel: 1 }).toBuffer(),
      'wide-gamut.png': await photo(200, 200).withIccProfile('p3').png({ compressionLevel: 0 }).toBuffer(),
      'photo.jpg': await photo(600, 400).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).withMetadata({ orientation: 6 }).toBuffer(),
      'lossless.webp': await photo(200, 200, 4).webp({ lossless: true, effort: 0 }).toBuffer(),
      'photo.webp': await photo(600, 400).webp({ quality: 100 }).toBuffer(),
    };
    const { reports, after, notes } = await optimised(files, join(folder.path, 'a'));
    expect(notes).toEqual([]);
    for (const [name, before] of Object.entries(files)) {
      const now = after[name] as Buffer;
      expect(reports[name], name).toMatchObject({ beforeBytes: before.length, afterBytes: now.length });
      expect(now.length, name).toBeLessThan(before.length * 0.98);
      const [was, is] = await Promise.all([sharp(before).metadata(), sharp(now).metadata()]);
      for (const key of ['format', 'width', 'height', 'orientation', 'hasAlpha', 'chromaSubsampling', 'hasProfile'] as const)
        expect(is[key], `${key} of ${name}`).toBe(was[key]);
      const [first, second] = await Promise.all([pixels(before), pixels(now)]);
      if (/png$|lossless/.test(name)) expect(first.equals(second), name).toBe(true);
      else {
        const error = first.reduce((sum, value, at) => sum + (value - (second[at] as number)) ** 2, 0) / (first.length * 0.75);
        expect(10 * Math.log10(255 ** 2 / error), name).toBeGreaterThan(40);
      }
    }
    // Once more, with and without what was kept: the same bytes; and what is small already stays.
    expect((await optimised(files, join(folder.path, 'b'))).after).toEqual(after);
    await using other = await temporaryFolder();
    expect((await optimised(files, join(other.path, 'a'))).after).toEqual(after);
  }, 30_000);

  it('[IGNIS-3] are left alone where they are broken, lie, are too large, or would lose something; the log says which and why', async () => {
    await using folder = await temporaryFolder();
    const jpeg = await photo(300, 200).jpeg({ quality: 100 }).toBuffer();
    const deep = await photo(100, 100).toColourspace('rgb16').png({ compressionLevel: 0 }).toBuffer();
    const moving = await photo(64, 64).png({ compressionLevel: 0 }).toBuffer();
    moving.write('acTL', moving.indexOf('pHYs'), 'latin1');
    const huge = await photo(64, 64).png({ compressionLevel: 0 }).toBuffer();
    huge.writeUInt32BE(100_000, 16);
    huge.writeUInt32BE(100_000, 20);
    const files = {
      'broken.png': Buffer.concat([
        (await photo(64, 64).png({ compressionLevel: 0 }).toBuffer()).subarray(0, 4_000),
        Buffer.alloc(2_000, 1),
      ]),
      'cut.jpg': jpeg.subarray(0, jpeg.length / 2),
      'named-otherwise.png': jpeg,
      'nothing.jpg': Buffer.alloc(5_000, 'x'),
      'deep.png': deep,
      'moving.png': moving,
      'huge.png': huge,
      'print.jpg': await photo(200, 200).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer(),
      'bomb.svg': `<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg"><text>&b;</text></svg>`,
      'broken.svg': '<svg><g></svg',
      'line\nbreak.png': Buffer.alloc(5_000, 'x'),
    };
    const { reports, after, notes } = await optimised(files, join(folder.path, 'a'));
    expect(reports).toEqual({});
    for (const [name, before] of Object.entries(files)) expect(after[name]?.equals(Buffer.from(before)), name).toBe(true);
    const said = Object.fromEntries(notes.map((line) => line.split(' is left as it is: ') as [string, string]));
    expect(Object.keys(said).toSorted()).toEqual(
      Object.keys(files)
        .map((name) => name.replace('\n', ' '))
        .toSorted(),
    );
    expect(said).toMatchObject({
      'broken.png': expect.stringContaining('cannot be read as what its name says'),
      'named-otherwise.png': 'its content is jpeg',
      'deep.png': 'its colours are ushort rgb16',
      'moving.png': expect.stringContaining('it moves'),
      'huge.png': expect.stringMatching(/pixels/),
      'print.jpg': 'its colours are uchar cmyk',
      'bomb.svg': 'it defines entities',
    });
  });

  it('[IGNIS-3] are drawn the same as SVG, and keep what pages name', async () => {
    await using folder = await temporaryFolder();
    const { reports, after } = await optimised({ 'sign.svg': SVG }, join(folder.path, 'a'));
    const svg = after['sign.svg'] as Buffer;
    expect(reports['sign.svg']).toMatchObject({ beforeBytes: SVG.length, afterBytes: svg.length });
    expect(svg.length).toBeLessThan(SVG.length * 0.6);
    for (const named of ['viewBox="0 0 64 48"', 'width="64"', 'height="48"', 'id="sign"', 'class="tone"', '<title>A sign</title>'])
      expect(svg.toString()).toContain(named);
    for (const gone of ['inkscape', 'metadata', 'editor']) expect(svg.toString()).not.toContain(gone);
    const [was, is] = await Promise.all([pixels(Buffer.from(SVG)), pixels(svg)]);
    expect(is.length).toBe(was.length);
    expect(was.every((value, at) => Math.abs(value - (is[at] as number)) <= 2)).toBe(true);
    expect((await stat(join(folder.path, 'a/sign.svg'))).mode & 0o777).toBe(0o644);
  });

  it('[IGNIS-5] says what only a smaller picture would save', async () => {
    await using folder = await temporaryFolder();
    const { reports } = await optimised({ 'wall.jpg': await photo(3_000, 1_000).jpeg({ quality: 90 }).toBuffer() }, join(folder.path, 'a'));
    const { large, afterBytes = 0, webpBytes } = reports['wall.jpg'] ?? {};
    expect(large).toMatchObject({ width: 3_000, height: 1_000 });
    expect(large?.fittedBytes).toBeLessThan(afterBytes);
    expect(webpBytes).toBeGreaterThan(0);
  });
});
