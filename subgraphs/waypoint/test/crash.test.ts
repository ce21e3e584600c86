import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { installationSecret } from '@wissil/platform/auth';
import { createPrismaAdapter } from '@wissil/platform/database';
import { createEventBus } from '@wissil/platform/events';
import { createLogger } from '@wissil/platform/logging';
import { createDatabase, freePorts, type Program, startDockerRegistry, startProgram, temporaryFolder, waitFor } from '@wissil/testkit';
import { describe, expect, it } from 'vitest';
import { PrismaClient } from '../generated/prisma/client.ts';
import { type Stage, type StageName } from '../src/pipeline/stage.ts';
import { appFiles, makeArtifact } from './make-artifact.ts';
import { openRelease } from './pipeline-world.ts';
import { serveArtifacts } from './serve-artifacts.ts';

const SECRET = 'the secret of an installation whose processes are killed';
const KILLED_AT: readonly StageName[] = ['image', 'push', 'mirror', 'deploy', 'health'];

describe('kill -9', () => {
  it(
    '[FLOW-2] at every step of the way leaves one release and one deployment, and nothing that runs for ever',
    { timeout: 120_000 },
    async () => {
      await using database = await createDatabase();
      await using folder = await temporaryFolder();
      await using ignis = await serveArtifacts(installationSecret(SECRET));
      await using registry = await startDockerRegistry();
      await using mirror = await startDockerRegistry();
      const [port, releasesPort] = (await freePorts(2)) as [number, number];
      const env = {
        DATABASE_URL: database.url,
        WISSIL_DATA: folder.path,
        WISSIL_SECRET: SECRET,
        WAYPOINT_PORT: String(port),
        WAYPOINT_RELEASES_PORT: String(releasesPort),
        REGISTRY_URL: registry.url,
        WAYPOINT_MIRROR_URL: mirror.url,
        SUBGRAPH_IGNIS_URL: ignis.url,
        LOG_LEVEL: 'warn',
      };
      const answers = async () => (await fetch(`http://127.0.0.1:${port}/api/health`)).ok;
      const start = async (): Promise<Program> => {
        const program = startProgram({ script: 'subgraphs/waypoint/src/main.ts', env });
        await waitFor(answers, { timeout: 60_000, what: 'WAYPOINT' });
        return program;
      };
      let program = await start();
      const db = new PrismaClient({ adapter: createPrismaAdapter(database.url, 'waypoint') });
      const bus = createEventBus(
        { kind: 'embedded', databaseUrl: database.url },
        { logger: createLogger({ level: 'silent', name: 'test' }) },
      );
      // WISSIL's own release is told too.
      const completed: unknown[] = [];
      await bus.subscribe('deployment.development.completed', ({ payload }) => {
        if ((payload as { project: string | null }).project === 'prj_shop') completed.push(payload);
      });
      const publish = (subject: string, payload: unknown) =>
        bus.publish([{ id: randomUUID(), subject, source: 'test', occurredAt: new Date().toISOString(), payload }]);
      try {
        await publish('project.created', {
          projectId: 'prj_shop',
          slug: 'shop',
          name: 'Shop',
          kind: 'SERVICE',
          repository: { cloneUrl: 'http://127.0.0.1:1/git/shop.git', defaultBranch: 'main' },
          commit: 'a'.repeat(40),
          healthPath: '/healthz',
          deploymentTarget: 'development',
          createdBy: null,
        });
        const run = await waitFor(() => db.pipelineRun.findFirst(), { timeout: 20_000 });
        const artifact = await makeArtifact(appFiles({ says: 'survived' }));
        ignis.add(artifact);
        await publish('build.succeeded', {
          id: 'bld_1',
          requestId: run.id,
          artifact: { digest: artifact.digest, command: ['node', 'server.js'], healthPath: '/healthz', port: 8080 },
        });
        for (const stage of KILLED_AT) {
          await waitFor(
            async () => {
              const { stages, status } = await db.pipelineRun.findUniqueOrThrow({ where: { id: run.id } });
              const found = (stages as unknown as Stage[]).find(({ name }) => name === stage);
              return found?.status !== 'PENDING' || status === 'SUCCEEDED';
            },
            { timeout: 40_000, what: `the stage ${stage}` },
          );
          await program.kill();
          // The ten seconds pass for which a worker's word counts.
          await db.$executeRaw`UPDATE "job" SET "lease_expires_at" = now() - interval '1 second' WHERE "lease_expires_at" IS NOT NULL`;
          program = await start();
        }
        await waitFor(async () => (await db.pipelineRun.findUniqueOrThrow({ where: { id: run.id } })).status === 'SUCCEEDED', {
          timeout: 40_000,
        });
        const [made, deployments, jobs] = await Promise.all([
          db.release.findMany(),
          db.deployment.findMany({ where: { projectId: 'prj_shop' } }),
          db.job.findMany(),
        ]);
        expect([made.length, deployments.map(({ status }) => status)]).toEqual([1, ['SUCCEEDED']]);
        await waitFor(async () => (await db.job.count({ where: { finishedAt: null } })) === 0, { timeout: 15_000 });
        expect(jobs.map(({ kind }) => kind).sort()).toEqual(['deploy', 'publish']);
        await waitFor(() => completed.length > 0);
        expect(completed).toMatchObject([{ id: deployments[0]?.id }]);
        const url = deployments[0]?.url ?? null;
        await waitFor(async () => (await openRelease(url)).join(' ') === '200 survived', { timeout: 20_000 });
        for (const each of [registry, mirror]) {
          const image = `docker://${each.url.slice('http://'.length)}/wissil/shop:1.0.1`;
          const { stdout } = await promisify(execFile)('skopeo', ['inspect', '--tls-verify=false', image]);
          expect(JSON.parse(stdout)).toMatchObject({ Digest: made[0]?.digest });
        }
      } finally {
        await program.kill();
        await bus.close();
        await db.$disconnect();
      }
    },
  );
});
