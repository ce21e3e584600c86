/**
 * Runs in the sandbox, in the project's folder: makes the output smaller and measures it.
 *   node optimise.ts '{"outputs":["dist"],"css":true,"images":true}' <folder of the picture cache> <file for the report>
 */
import { readFile, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { optimiseCss } from './optimise-css.ts';
import { optimiseImages } from './optimise-images.ts';
import { kindOf, outputFiles } from './output-files.ts';

const [, , task = '{}', cache = '', report = ''] = process.argv;
const { outputs, css, images } = JSON.parse(task) as { outputs: string[]; css: boolean; images: boolean };

/** What gzip only makes longer travels as it is. */
const COMPRESSED = /\.(png|jpe?g|gif|webp|avif|woff2?|gz|br|zip|mp4|webm|mp3|ico)$/i;

const before = await outputFiles(outputs);
const imageReports = images ? await optimiseImages(before, cache) : [];
const cssReports = css ? await optimiseCss(before) : [];
const files = [];
for (const path of await outputFiles(outputs)) {
  const content = await readFile(path);
  const gzipBytes = COMPRESSED.test(path) ? content.length : gzipSync(content, { level: 9 }).length;
  files.push({ path, kind: kindOf(path), bytes: content.length, gzipBytes });
}
await writeFile(report, JSON.stringify({ files, images: imageReports, css: cssReports }));
