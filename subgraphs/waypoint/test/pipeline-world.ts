import { randomBytes, randomUUID } from 'node:crypto';
import { request } from 'node:http';
import type { Caller } from '@wissil/platform/auth';
import { installationSecret } from '@wissil/platform/auth';
import type { EventBus } from '@wissil/platform/events';
import { createDatabase, type RunningSubgraph, temporaryFolder, testCaller, waitFor } from '@wissil/testkit';
import { expect } from 'vitest';
import { type AppOptions, appFiles, makeArtifact, type MadeArtifact } from './make-artifact.ts';
import { serveAdministrators } from './serve-administrators.ts';
import { serveArtifacts } from './serve-artifacts.ts';
import { startWaypoint } from './start-waypoint.ts';

/** As startSubgraph signs (testkit). */
const SECRET = installationSecret('the secret of an installation that is only there for a test');

export interface Run {
  id: string;
  number: number;
  status: string;
  commit: string;
  stages: { name: string; status: string; message: string | null }[];
  error: { stage: string; message: string; remedy: string } | null;
  release: { id: string; version: string; digest: string; image: string } | null;
}

export interface Deployed {
  __typename: string;
  id: string;
  status: string;
  version: string;
  url: string | null;
  message: string | null;
  digest: string | null;
  rollback: boolean;
  reason: string | null;
  environment: { name: string };
  previous: { id: string } | null;
  approval: {
    id: string;
    status: string;
    requiredRole: string;
    requiredPermission: string;
    selfApproved: boolean;
    selfApprovalRefusal: string | null;
  } | null;
  health: { name: string; status: string; message: string | null }[];
  checks: { name: string; status: string; message: string | null }[];
  events: { status: string; message: string | null }[];
  runtime: { desired: number; ready: number; restarts: number; message: string | null } | null;
  code?: string;
}

const RUN = 'id number status commit stages { name status message } error { stage message remedy } release { id version digest image }';
const DEPLOYMENT = `id status version url message digest rollback reason environment { name } previous { id }
  approval { id status requiredRole requiredPermission selfApproved selfApprovalRefusal } health { name status message } checks { name status message } events { status message }
  runtime { desired ready restarts message }`;
const ERRORS = '... on Error { code message }';

/** WAYPOINT with what it works with: the real bus, PostgreSQL, registry, sandbox, and IGNIS as its contract describes it. */
export async function openPipelineWorld(env: Record<string, string> = {}, role: 'ADMIN' | 'ENGINEER' = 'ENGINEER') {
  await using opened = new AsyncDisposableStack();
  const database = opened.use(await createDatabase());
  const ignis = opened.use(await serveArtifacts(SECRET));
  const landing = opened.use(await serveAdministrators(SECRET, ['usr_admin', 'usr_other']));
  const folder = opened.use(await temporaryFolder());
  const settings = { WAYPOINT_READY_SECONDS: '10', ...env };
  const start = () =>
    startWaypoint(database.url, {
      events: '>',
      dataFolder: folder.path,
      internal: { ignis: ignis.url, landing: landing.url },
      env: settings,
    });
  let waypoint: RunningSubgraph = await start();
  opened.defer(() => waypoint.stop());
  const caller = testCaller(role);
  const owned = opened.move();

  const publish = (subject: string, payload: unknown, source: string) =>
    waypoint.bus.publish([{ id: randomUUID(), subject, source, occurredAt: new Date().toISOString(), payload }]);

  async function ask<Data>(document: string, variables: Record<string, unknown>, as: Caller = caller): Promise<Data> {
    const { data, errors } = await waypoint.query<Data>(document, variables, as);
    expect(errors).toBeUndefined();
    return data;
  }

  const world = {
    database,
    ignis,
    landing,
    folder: folder.path,
    ask,
    publish,
    get waypoint() {
      return waypoint;
    },
    bus: () => waypoint.bus as EventBus,

    /** Stops WAYPOINT and starts it again, on the same data, with further settings from then on. */
    async restart(further: Record<string, string> = {}) {
      Object.assign(settings, further);
      await waypoint.stop();
      waypoint = await start();
    },

    async createProject(slug: string, deploymentTarget: 'none' | 'development' | 'staging' = 'development') {
      const projectId = `prj_${slug}`;
      await publish(
        'project.created',
        {
          projectId,
          slug,
          name: slug,
          description: '',
          template: { slug: 'api-service', version: 1 },
          kind: 'SERVICE',
          inputs: {},
          repository: { host: 'EMBEDDED', cloneUrl: `http://127.0.0.1:1/git/${slug}.git`, webUrl: null, defaultBranch: 'main' },
          commit: commitHash(),
          healthPath: '/healthz',
          deploymentTarget,
          createdBy: { id: 'usr_engineer', name: 'ENGINEER' },
        },
        'ignition',
      );
      return projectId;
    },

    async push(projectId: string, more: Record<string, unknown> = {}) {
      const after = commitHash();
      const author = { name: 'Ada', email: 'ada@example.org' };
      const pushedBy = { id: 'usr_engineer', name: 'ENGINEER' };
      await publish(
        'repository.pushed',
        {
          projectId,
          slug: projectId.slice(4),
          branch: 'main',
          before: null,
          after,
          message: 'Change it',
          author,
          cloneUrl: '',
          pushedBy,
          ...more,
        },
        'ignition',
      );
      return after;
    },

    async runs(project: string): Promise<Run[]> {
      const { pipelineRuns } = await ask<{ pipelineRuns: { edges: { node: Run }[] } }>(
        `query ($project: ID!) { pipelineRuns(project: $project) { edges { node { ${RUN} } } } }`,
        { project },
      );
      return pipelineRuns.edges.map(({ node }) => node);
    },

    /** The run of that commit, as soon as there is one. */
    runOf(project: string, commit: string): Promise<Run> {
      return waitFor(async () => (await world.runs(project)).find((each) => each.commit === commit));
    },

    /** The run of that number, as soon as it is as it should be. */
    run(project: string, number: number, like: (run: Run) => boolean = () => true, timeout = 40_000): Promise<Run> {
      let last: Run | undefined;
      return waitFor(
        async () => {
          last = (await world.runs(project)).find((run) => run.number === number);
          return last && like(last) ? last : undefined;
        },
        { timeout, what: `run ${number} of ${project}` },
      ).catch((error: Error) => {
        throw new Error(`${error.message}; it is ${JSON.stringify(last)}`);
      });
    },

    /** What IGNIS says of a build that a run asked for. */
    async build(run: Run, status: 'queued' | 'running' | 'succeeded' | 'failed', more: Record<string, unknown> = {}) {
      await publish(
        `build.${status}`,
        {
          id: `bld_${run.id}`,
          number: 1,
          status: status.toUpperCase(),
          trigger: 'EVENT',
          entry: '',
          requestId: run.id,
          commit: run.commit,
          phase: null,
          phases: [],
          artifact: null,
          error: null,
          ...more,
        },
        'ignis',
      );
    },

    /** The build of a run succeeds with an app. */
    async built(run: Run, app: AppOptions | MadeArtifact) {
      const artifact = 'digest' in app ? app : await makeArtifact(appFiles(app));
      ignis.add(artifact);
      const { digest, bytes } = artifact;
      const made = { id: 'art_1', digest, sizeBytes: bytes.length, command: ['node', 'server.js'], healthPath: '/healthz', port: 8080 };
      await world.build(run, 'succeeded', { artifact: made });
    },

    /** From a push to a run that is over. */
    async release(project: string, app: AppOptions | MadeArtifact, status = 'SUCCEEDED'): Promise<Run> {
      const commit = await world.push(project);
      const run = await world.runOf(project, commit);
      await world.built(run, app);
      return world.run(project, run.number, (each) => each.status === status);
    },

    async deployments(project: string, environment?: string): Promise<Deployed[]> {
      const { deployments } = await ask<{ deployments: { edges: { node: Deployed }[] } }>(
        `query ($filter: DeploymentFilter) { deployments(filter: $filter, first: 50) { edges { node { ${DEPLOYMENT} } } } }`,
        { filter: { project, ...(environment && { environment }) } },
      );
      return deployments.edges.map(({ node }) => node);
    },

    deployment(id: string, like: (deployment: Deployed) => boolean, timeout = 40_000): Promise<Deployed> {
      let last: Deployed | undefined;
      return waitFor(
        async () => {
          last = (await ask<{ deployment: Deployed }>(`query ($id: ID!) { deployment(id: $id) { ${DEPLOYMENT} } }`, { id })).deployment;
          return like(last) ? last : undefined;
        },
        { timeout, what: `deployment ${id}` },
      ).catch((error: Error) => {
        throw new Error(`${error.message}; it is ${JSON.stringify(last)}`);
      });
    },

    async change<Result extends { __typename: string }>(
      name: string,
      input: Record<string, unknown>,
      as: Caller = caller,
    ): Promise<Result> {
      const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
      const allowed = `__typename ... on ${RESULTS[name]?.[0]} { ${RESULTS[name]?.[1]} }`;
      return (
        await ask<Record<string, Result>>(`mutation ($input: ${type}!) { ${name}(input: $input) { ${allowed} ${ERRORS} } }`, { input }, as)
      )[name] as Result;
    },

    open: openRelease,

    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
  return world;
}

const APPROVAL = 'id status comment decidedBy { name }';
const RESULTS: Readonly<Record<string, readonly [type: string, fields: string]>> = {
  deployRelease: ['Deployment', DEPLOYMENT],
  rollBackDeployment: ['Deployment', DEPLOYMENT],
  updateDeploymentStatus: ['Deployment', DEPLOYMENT],
  approveDeployment: ['Approval', APPROVAL],
  rejectDeployment: ['Approval', APPROVAL],
  startPipeline: ['PipelineRun', RUN],
  cancelPipelineRun: ['PipelineRun', RUN],
};

export type PipelineWorld = Awaited<ReturnType<typeof openPipelineWorld>>;

function commitHash(): string {
  return randomBytes(20).toString('hex');
}

/** What people get from a release: status and body. Names below localhost are found by browsers, and not by every resolver. */
export async function openRelease(url: string | null, path = '/'): Promise<[status: number, body: string]> {
  const { host, port } = new URL(url ?? '');
  const { promise, resolve, reject } = Promise.withResolvers<[number, string]>();
  request({ host: '127.0.0.1', port, path, headers: { host } }, (response) => {
    let body = '';
    response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    response.once('error', reject).once('end', () => resolve([response.statusCode ?? 0, body]));
  })
    .once('error', reject)
    .end();
  return promise;
}
