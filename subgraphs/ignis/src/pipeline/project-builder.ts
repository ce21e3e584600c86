import { mkdir, readdir, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { LiveFeed } from '@wissil/platform/feeds';
import type { Logger } from '@wissil/platform/logging';
import type { Sandbox } from '@wissil/platform/sandbox';
import type { ArtifactStore } from '../artifact/artifact-store.ts';
import { logChannel } from '../build/log-feed.ts';
import type { BuildOutcome, BuildQueue, ClaimedBuild } from '../queue/build-queue.ts';
import type { ModuleStore } from '../workspace/module-store.ts';
import type { FinishedBuilds } from './finished-builds.ts';
import { ProjectBuild } from './project-build.ts';
import { ProjectLog } from './project-log.ts';
import type { ProjectSource } from './project-source.ts';

export interface ProjectBuilderOptions {
  queue: BuildQueue;
  sandbox: Sandbox;
  modules: ModuleStore;
  artifacts: ArtifactStore;
  finished: FinishedBuilds;
  feeds: LiveFeed;
  /** Where builds have their files; absolute. */
  folder: string;
  /** Where pictures are kept as they were encoded: each project has its own, so that none gets another's. Absolute. */
  pictures: string;
  /** Of each command of a project. */
  limits: { memoryBytes: number; seconds: number };
  /** What git sends to that address with each request. */
  headersFor(cloneUrl: string): Promise<readonly string[]>;
  logger: Logger;
}

/** Builds commits of projects, each in a folder of its own that is gone afterwards. */
export class ProjectBuilder {
  readonly #options: ProjectBuilderOptions;

  constructor(options: ProjectBuilderOptions) {
    this.#options = options;
  }

  /** @throws the signal's reason where the build is to be left to somebody else */
  async build(claimed: ClaimedBuild, signal: AbortSignal): Promise<BuildOutcome> {
    const { queue, feeds } = this.#options;
    const log = new ProjectLog({
      send: (chunk) => feeds.publish(`feed.${logChannel(claimed.id)}`, chunk),
      keep: (text) => queue.keepLog(claimed, text),
    });
    const folder = await this.#folderOf(claimed);
    try {
      const source = claimed.sources as unknown as ProjectSource;
      const pictures = join(this.#options.pictures, claimed.projectId ?? 'none');
      return await new ProjectBuild({ ...this.#options, pictures, claimed, source, folder, log, signal }).run();
    } finally {
      await log.flush();
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** What an attempt before this one has left goes first. */
  async #folderOf({ id, attempt }: ClaimedBuild): Promise<string> {
    const { folder } = this.#options;
    await mkdir(folder, { recursive: true });
    const left = (await readdir(folder)).filter((name) => name.startsWith(`${id}-`));
    await Promise.all(left.map((name) => rm(join(folder, name), { recursive: true, force: true })));
    const own = join(await realpath(folder), `${id}-${attempt}`);
    await mkdir(own);
    return own;
  }
}
