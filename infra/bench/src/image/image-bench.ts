import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startDockerRegistry } from '@wissil/testkit';
import { onPath } from '../machine/on-path.ts';
import { type Times, timesOf } from '../machine/percentile.ts';
import { AppFolder, contentDigest } from './app-folder.ts';
import { Buildah } from './buildah.ts';
import { buildahBuilder, type ImageBuilder, wissilBuilder } from './image-builders.ts';
import { assertFiles, assertSkopeoReads, layersOf, onlyTag } from './read-back.ts';

interface ImageFigures extends Times {
  builder: string;
  /** Bytes of the app's layer, compressed, and of the layers below. */
  appLayer: number;
  base: number;
}

export interface ImageReport {
  /** What goes into each image. */
  app: { files: number; bytes: number };
  figures: ImageFigures[];
  /** Of buildah. */
  storageDriver: string | undefined;
  /** Whether skopeo has read them. */
  readBySkopeo: boolean;
  /** Why figures, or their proof, are missing. */
  missing: string[];
}

const RUNS = 20;
const BASE = 'wissil/base';

/** From an app's files, one of them new each time, to its image in a registry: ours and buildah's in turn, in the same registry. */
export async function benchImage({ folder: parent, say }: { folder: string; say(line: string): void }): Promise<ImageReport> {
  const folder = join(parent, 'image');
  for (const name of ['wissil', 'buildah']) mkdirSync(join(folder, name), { recursive: true });
  const app = new AppFolder(join(folder, 'app'));
  const report: ImageReport = { app: app.size(), figures: [], storageDriver: undefined, readBySkopeo: onPath('skopeo'), missing: [] };
  if (!onPath('docker-registry')) {
    report.missing.push('Skipped: docker-registry was not found (Debian: apt-get install docker-registry).');
    return report;
  }
  await using registry = await startDockerRegistry();
  const { host } = new URL(registry.url);
  using ours = wissilBuilder(host, join(folder, 'wissil'));
  // This puts WISSIL's base into the registry, where buildah gets it from.
  await ours.publish(app, 'warm-up');
  const builders: ImageBuilder[] = [ours];
  if (onPath('buildah')) {
    const buildah = await Buildah.open(join(folder, 'buildah'));
    report.storageDriver = buildah.driver;
    const base = `${host}/${BASE}:${await onlyTag(host, BASE)}`;
    builders.push(...[base, undefined].map((from) => buildahBuilder(buildah, { host, base: from })));
  } else report.missing.push('buildah was not measured: it was not found (Debian: apt-get install buildah).');
  if (!report.readBySkopeo) report.missing.push('The images were not read by skopeo: it was not found (Debian: apt-get install skopeo).');

  for (const builder of builders) {
    await builder.prepare?.();
    await builder.publish(app, 'warm-up');
    await builder.clean?.();
  }
  const times = new Map(builders.map((builder) => [builder, [] as number[]]));
  const digests = new Map<ImageBuilder, string>();
  for (let turn = 1; turn <= RUNS; turn++)
    for (const builder of builders) {
      app.change();
      const begun = performance.now();
      await builder.publish(app, tagOf(turn));
      times.get(builder)?.push(performance.now() - begun);
      digests.set(builder, contentDigest(app.path));
      await builder.clean?.();
    }

  for (const [builder, milliseconds] of times) {
    const image = { host, repository: builder.repository, tag: tagOf(RUNS) };
    const layers = await layersOf(image);
    const top = layers.pop();
    if (!top) throw new Error(`${builder.name} has made an image without layers`);
    await assertFiles(image, top, { digest: digests.get(builder) ?? '', folder });
    if (report.readBySkopeo) await assertSkopeoReads(image);
    const measured = timesOf(milliseconds);
    report.figures.push({ builder: builder.name, ...measured, appLayer: top.size, base: layers.reduce((sum, { size }) => sum + size, 0) });
    say(`image: ${builder.name}: p50 ${measured.p50.toFixed(0)} ms, p95 ${measured.p95.toFixed(0)} ms`);
  }
  return report;
}

const tagOf = (turn: number): string => `1.0.${turn}`;
