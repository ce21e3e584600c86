import { createHash } from 'node:crypto';
import type { Artifact, Build, PrismaClient } from '../../generated/prisma/client.ts';
import type { ArtifactStore } from '../artifact/artifact-store.ts';

/** Another number where the pipeline makes something else of the same project. */
const PIPELINE = 2;

const TOOLCHAIN = createHash('sha256')
  .update(`pipeline ${PIPELINE}, node ${process.version}, ${process.platform} ${process.arch}`)
  .digest('hex')
  .slice(0, 16);

export type FinishedBuild = Build & { artifact: Artifact };

/** All that a result depends on: what it is built with, and the commit's tree. */
export function inputHash(tree: string): string {
  return `${TOOLCHAIN}:${tree}`;
}

/** Builds whose result can be had again. */
export class FinishedBuilds {
  readonly #db: PrismaClient;
  readonly #artifacts: ArtifactStore;

  constructor(options: { db: PrismaClient; artifacts: ArtifactStore }) {
    this.#db = options.db;
    this.#artifacts = options.artifacts;
  }

  /** The newest of the project that was built from the same, as long as its artifact is kept. */
  async of(projectId: string | null, from: { tree: string } | { commit: string }): Promise<FinishedBuild | undefined> {
    if (projectId === null) return undefined;
    const sought =
      'tree' in from ? { inputHash: inputHash(from.tree) } : { commit: from.commit, inputHash: { startsWith: `${TOOLCHAIN}:` } };
    const build = await this.#db.build.findFirst({
      where: { projectId, status: 'SUCCEEDED', artifactId: { not: null }, ...sought },
      orderBy: { number: 'desc' },
      include: { artifact: true },
    });
    const artifact = build?.artifact;
    return build && artifact && (await this.#artifacts.has(artifact.digest)) ? { ...build, artifact } : undefined;
  }
}
