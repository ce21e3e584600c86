/**
 * Runs in the sandbox, in the project's folder: makes the output smaller and measures it.
 *   node optimise.ts '{"outputs":["dist"],"css":true,"images":true}' <folder of the picture cache> <file for the report>
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DRAFT, kindOf, outputFiles } from './output-files.ts';

const [, , task = '{}', cache = '', report = ''] = process.argv;
const { outputs, css, images } = JSON.parse(task) as { outputs: string[]; css: boolean; images: boolean };

/** What gzip only makes longer travels as it is. */
const COMPRESSED = /\.(png|jpe?g|gif|webp|avif|woff2?|gz|br|zip|mp4|webm|mp3|ico)$/i;

const found = await outputFiles(outputs);
const isLeftBehind = (path: string) => basename(path) === DRAFT;
await Promise.all(found.filter(isLeftBehind).map((path) => rm(path)));
const before = found.filter((path) => !isLeftBehind(path));
const holds = (kind: string) => before.some((path) => kindOf(path) === kind);
// Loaded where there is work for them: they take longer to load than a small project to build.
const note = (line: string) => void process.stdout.write(`${line}\n`);
const imageReports =
  images && holds('IMAGE') ? await (await import('./optimise-images.ts')).optimiseImages({ files: before, cache, note }) : [];
const cssReports = css && holds('CSS') ? await (await import('./optimise-css.ts')).optimiseCss(before) : [];
const files = [];
for (const path of await outputFiles(outputs)) {
  const content = await readFile(path);
  const gzipBytes = COMPRESSED.test(path) ? content.length : gzipSync(content, { level: 9 }).length;
  files.push({ path, kind: kindOf(path), bytes: content.length, gzipBytes });
}
await writeFile(report, JSON.stringify({ files, images: imageReports, css: cssReports }));
