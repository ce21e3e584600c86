import { join } from 'node:path';
import { artifactEntries } from '../../../../subgraphs/ignis/src/artifact/artifact-entries.ts';
import { ArtifactStore } from '../../../../subgraphs/ignis/src/artifact/artifact-store.ts';
import { ImagePublisher } from '../../../../subgraphs/waypoint/src/image/image-publisher.ts';
import { RegistryClient } from '../../../../subgraphs/waypoint/src/image/registry-client.ts';
import { APP, type AppFolder, PACKAGES } from './app-folder.ts';
import type { Buildah } from './buildah.ts';

/** One way from an app's folder to an image in the registry. */
export interface ImageBuilder {
  name: string;
  /** Where its images are in the registry. */
  repository: string;
  /** What is there before the measured time begins. */
  prepare?(): Promise<void>;
  /** Reads the app's files, makes the image and pushes it under the tag. */
  publish(app: AppFolder, tag: string): Promise<void>;
  /** Removes what it has left on this machine. */
  clean?(): Promise<void>;
}

const COMMIT = '0'.repeat(40);

/** What IGNIS and WAYPOINT do: the artifact of the files, and its image on the base. */
export function wissilBuilder(host: string, folder: string): ImageBuilder & Disposable {
  const registry = new RegistryClient({ url: `http://${host}` });
  const publisher = new ImagePublisher({ registry, mirror: undefined, folder, base: undefined });
  const artifacts = join(folder, 'artifacts');
  const store = new ArtifactStore(artifacts);
  const repository = 'bench/wissil';
  return {
    name: 'WISSIL',
    repository,
    async publish(app, tag) {
      const modules = { folder: app.modules, needed: PACKAGES };
      const entries = await artifactEntries({ folder: app.path, modules, files: ['package.json', 'server.js', 'node_modules'] });
      const { digest } = await store.write(entries, new AbortController().signal);
      const artifact = join(artifacts, `${digest.slice('sha256:'.length)}.tar`);
      const { name, command, port } = APP;
      const composed = await publisher.compose(artifact, { name, version: tag, commit: COMMIT, command, port }, folder);
      await publisher.push(composed, { repository, tag });
    },
    [Symbol.dispose]: () => registry.close(),
  };
}

/** The steps of `buildah`, each a process, from the base in its own storage, or from nothing: then the image has no base at all. */
export function buildahBuilder(buildah: Buildah, { host, base }: { host: string; base: string | undefined }): ImageBuilder {
  const repository = base === undefined ? 'bench/buildah-scratch' : 'bench/buildah';
  const image = (tag: string) => `${host}/${repository}:${tag}`;
  const left: { container: string; image: string }[] = [];
  return {
    name: base === undefined ? `${buildah.version}, from scratch` : buildah.version,
    repository,
    async prepare() {
      if (base !== undefined) await buildah.run('pull', '--quiet', '--tls-verify=false', base);
    },
    async publish(app, tag) {
      const container = await buildah.run('from', '--pull-never', base ?? 'scratch');
      left.push({ container, image: image(tag) });
      await buildah.run('add', '--quiet', container, app.path, APP.workingFolder);
      const env = ['PATH=/usr/local/bin:/usr/bin:/bin', 'NODE_ENV=production', 'HOST=0.0.0.0', `PORT=${APP.port}`];
      const settings = [
        ...['--user', APP.user, '--workingdir', APP.workingFolder, '--port', `${APP.port}/tcp`, '--cmd', JSON.stringify(APP.command)],
        ...env.flatMap((each) => ['--env', each]),
        ...['--label', `org.opencontainers.image.title=${APP.name}`, '--label', `org.opencontainers.image.version=${tag}`],
      ];
      await buildah.run('config', ...settings, container);
      await buildah.run('commit', '--quiet', container, image(tag));
      await buildah.run('push', '--quiet', '--tls-verify=false', image(tag));
    },
    async clean() {
      for (const { container, image: committed } of left.splice(0)) {
        await buildah.run('rm', container);
        await buildah.run('rmi', committed);
      }
    },
  };
}
