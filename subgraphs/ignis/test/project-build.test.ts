import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createPrismaAdapter } from '@wissil/platform/database';
import { serviceCaller } from '@wissil/platform/auth';
import { createDatabase, type RunningSubgraph, type TestDatabase, waitFor } from '@wissil/testkit';
import sharp from 'sharp';
import { extract } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PrismaClient } from '../generated/prisma/client.ts';
import { fixtureProject } from './fixture-project.ts';
import { type RepositoryHost, startRepositoryHost } from './repository-host.ts';
import { startIgnis } from './start-ignis.ts';

const BUILD = `id number status kind entry requestId commit branch phase error digest durationMs log
  phases { name status durationMs message } suggestions { severity title file savingBytes }
  artifact { id digest sizeBytes command healthPath port } reusedFrom { number }
  metrics { inputBytes outputBytes gzipBytes moduleCount totals { kind files bytes } outputs { path kind bytes gzipBytes } optimisations { kind beforeBytes afterBytes detail } }`;

interface BuildData {
  id: string;
  number: number;
  status: string;
  commit: string | null;
  phase: string | null;
  error: string | null;
  digest: string | null;
  log: string;
  requestId: string | null;
  phases: { name: string; status: string; durationMs: number; message: string | null }[];
  artifact: { id: string; digest: string; sizeBytes: number; command: string[]; healthPath: string; port: number } | null;
  reusedFrom: { number: number } | null;
  suggestions: { title: string; file: string; savingBytes: number | null }[];
  metrics: {
    outputBytes: number;
    totals: { kind: string; files: number; bytes: number }[];
    outputs: { path: string; kind: string }[];
    optimisations: { kind: string; beforeBytes: number; afterBytes: number }[];
  } | null;
}

let database: TestDatabase;
let host: RepositoryHost;
let ignis: RunningSubgraph;
beforeAll(async () => {
  [database, host] = await Promise.all([createDatabase(), startRepositoryHost()]);
  ignis = await startIgnis(database.url, {
    internal: { ignition: host.url },
    env: { IGNIS_PROJECT_BUILD_CONCURRENCY: '2' },
  });
});
afterAll(async () => {
  await ignis[Symbol.asyncDispose]();
  await host[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

let counter = 0;
const newSlug = () => `shop-${++counter}`;

async function publish(subject: string, payload: unknown, { id = randomUUID(), at = ignis } = {}): Promise<void> {
  await at.bus.publish([{ id, subject, source: 'test', occurredAt: new Date().toISOString(), payload }]);
}

function request(slug: string, commit: string, requestId = `run_${randomUUID().replaceAll('-', '')}`) {
  const payload = { projectId: `prj_${slug}`, slug, kind: 'SERVICE', cloneUrl: host.cloneUrl(slug), branch: 'main', healthPath: '/health' };
  return { ...payload, requestId, commit };
}

async function buildOf(requestId: string, at = ignis): Promise<BuildData | undefined> {
  const { data, errors } = await at.query<{ builds: { edges: { node: BuildData }[] } }>(
    `{ builds(first: 100, filter: { kind: PROJECT }) { edges { node { ${BUILD} } } } }`,
  );
  expect(errors).toBeUndefined();
  return data.builds.edges.map(({ node }) => node).find((build) => build.requestId === requestId);
}

const isSettled = (build: BuildData | undefined) => (build?.status === 'SUCCEEDED' || build?.status === 'FAILED' ? build : undefined);

async function built(slug: string, commit: string, at = ignis): Promise<BuildData> {
  const payload = request(slug, commit);
  await publish('build.requested', payload, { at });
  return waitFor(async () => isSettled(await buildOf(payload.requestId, at)), { timeout: 30_000, what: `${slug} to be built` });
}

async function fetchArtifact(digest: string, headers: Record<string, string>): Promise<Response> {
  return fetch(`${ignis.url}/internal/artifacts/${digest}`, { headers });
}

interface PackedFile {
  bytes: Buffer;
  content: string;
  mode: number;
  mtime: number;
  uid: number;
}

async function filesIn(tar: Buffer): Promise<Record<string, PackedFile>> {
  const files: Record<string, PackedFile> = {};
  const reader = extract();
  reader.on('entry', (header, stream, next) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk) => void chunks.push(chunk as Buffer));
    stream.on('end', () => {
      const bytes = Buffer.concat(chunks);
      files[header.name] = {
        bytes,
        content: bytes.toString(),
        mode: header.mode ?? 0,
        mtime: header.mtime?.getTime() ?? -1,
        uid: header.uid ?? -1,
      };
      next();
    });
  });
  reader.end(tar);
  await once(reader, 'finish');
  return files;
}

describe('a build of a project', () => {
  it('[IGNIS-3] [IGNIS-6] goes through every phase into an artifact that can be run, and says so at every step', async () => {
    const slug = newSlug();
    const logo = await sharp({ create: { width: 300, height: 300, channels: 3, background: '#c0ffee' } })
      .png({ compressionLevel: 0 })
      .toBuffer();
    const commit = await host.commit(slug, fixtureProject({ scripts: { test: 'node --test' }, files: { 'logo.png': logo } }));
    const build = await built(slug, commit);
    expect(build.error).toBeNull();
    expect(build).toMatchObject({ status: 'SUCCEEDED', commit, phase: null, reusedFrom: null });
    expect(build.phases.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'checkout SUCCEEDED',
      'install SKIPPED',
      'lint SUCCEEDED',
      'types SUCCEEDED',
      'test SUCCEEDED',
      'build SUCCEEDED',
      'package SUCCEEDED',
    ]);
    for (const line of ['linted', 'typed', 'pass 1', 'built', build.artifact?.digest ?? '?']) expect(build.log).toContain(line);

    const { digest, ...artifact } = build.artifact ?? { digest: '' };
    expect(artifact).toMatchObject({ command: ['node', 'server.mjs'], healthPath: '/health', port: 8080 });
    expect(build.digest).toBe(digest);
    const response = await fetchArtifact(digest, await ignis.signed(serviceCaller('waypoint')));
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/x-tar']);
    const files = await filesIn(Buffer.from(await response.arrayBuffer()));
    const names = Object.keys(files);
    expect(names).toEqual(names.toSorted());
    expect(names.every((name) => name === 'app/' || name.startsWith('app/'))).toBe(true);
    expect(files['app/server.mjs']?.content).toContain("r.end('shop')");
    expect(Object.values(files).every(({ mtime, uid }) => mtime === 0 && uid === 0)).toBe(true);
    expect(names).not.toContain('app/build.mjs');

    await waitFor(() => ignis.events.some(({ subject, payload }) => subject === 'build.succeeded' && idOf(payload) === build.id));
    const told = ignis.events
      .filter(({ payload }) => idOf(payload) === build.id)
      .map(({ subject, payload }) => ({ subject, ...(payload as object) }));
    expect(told.map(({ subject }) => subject)).toEqual([
      'build.queued',
      ...Array.from({ length: 8 }, () => 'build.running'),
      'build.succeeded',
    ]);
    expect(told.at(-1)).toMatchObject({
      commit,
      requestId: build.requestId,
      artifact: { digest, command: ['node', 'server.mjs'], port: 8080 },
    });
  });

  it('[IGNIS-3] [IGNIS-4] leaves out the rules that nothing uses, encodes pictures again, and measures what that saved', async () => {
    const slug = newSlug();
    const logo = await sharp({ create: { width: 300, height: 300, channels: 3, background: '#c0ffee' } })
      .png({ compressionLevel: 0 })
      .toBuffer();
    const build = await built(slug, await host.commit(slug, fixtureProject({ files: { 'logo.png': logo } })));
    expect(build.error).toBeNull();
    const response = await fetchArtifact(build.digest ?? '', await ignis.signed(serviceCaller('waypoint')));
    const files = await filesIn(Buffer.from(await response.arrayBuffer()));
    const sheet = Object.keys(files).find((name) => name.endsWith('.css')) ?? '';
    expect(sheet).toMatch(/style-[0-9a-f]{8}\.css$/);
    expect(files['app/dist/index.html']?.content).toContain(sheet.replace('app/dist', ''));
    // `tone-` is put together by the script.
    expect(files[sheet]?.content).toBe('.card{color:red}.tone-0{color:#00f}.tone-1{color:green}');
    const by = Object.fromEntries(build.metrics?.optimisations.map((each) => [each.kind, each]) ?? []);
    expect(by['IMAGES']?.beforeBytes).toBe(logo.length);
    expect(by['IMAGES']?.afterBytes).toBeLessThan(logo.length / 10);
    expect(by['CSS']?.afterBytes).toBe(files[sheet]?.content.length);
    expect(by['CSS']?.beforeBytes).toBe(150);
    expect(build.metrics?.outputs.map(({ kind }) => kind).toSorted()).toEqual(['CSS', 'IMAGE', 'JS', 'OTHER']);
  });

  it('[IGNIS-3] [IGNIS-4] packs pictures smaller and not otherwise, leaves a broken one as it is with a word in the log, and counts both', async () => {
    const slug = newSlug();
    const checks = Buffer.from(Array.from({ length: 256 * 256 * 4 }, (_, at) => (at % 4 === 3 ? 255 : ((at >> 4) * (1 + (at % 4))) & 248)));
    const fat = await sharp(checks, { raw: { width: 256, height: 256, channels: 4 } })
      .png({ compressionLevel: 0 })
      .toBuffer();
    const broken = Buffer.concat([fat.subarray(0, 9_000), Buffer.alloc(3_000, 7)]);
    const svg = `<?xml version="1.0"?><!-- drawn by hand --><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path id="a" d="M 0.0000 0.0000 L 9.0000 9.0000"/></svg>`;
    const files = { 'logo.png': fat, 'broken.png': broken, 'sign.svg': svg };
    const build = await built(slug, await host.commit(slug, fixtureProject({ files })));
    expect(build).toMatchObject({ status: 'SUCCEEDED', error: null });
    const response = await fetchArtifact(build.digest ?? '', await ignis.signed(serviceCaller('waypoint')));
    const packed = await filesIn(Buffer.from(await response.arrayBuffer()));
    const [logo, sign] = [packed['app/dist/assets/logo.png']?.bytes as Buffer, packed['app/dist/assets/sign.svg']?.bytes as Buffer];
    expect(logo.length).toBeLessThan(fat.length / 2);
    expect(await sharp(logo).metadata()).toMatchObject({ format: 'png', width: 256, height: 256 });
    expect((await sharp(logo).ensureAlpha().raw().toBuffer()).equals(checks)).toBe(true);
    expect(packed['app/dist/assets/broken.png']?.bytes.equals(broken)).toBe(true);
    expect(build.log).toContain('dist/assets/broken.png is left as it is: it cannot be read as what its name says');
    expect(sign.toString()).toBe('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path id="a" d="m0 0 9 9"/></svg>');
    expect(build.metrics?.optimisations).toContainEqual({
      kind: 'IMAGES',
      beforeBytes: fat.length + svg.length,
      afterBytes: logo.length + sign.length,
      detail: '2 of 2 pictures, encoded again in their own format, became smaller.',
    });
    const delivered = build.metrics?.totals.find(({ kind }) => kind === 'IMAGE');
    expect(delivered).toMatchObject({ files: 3, bytes: logo.length + sign.length + broken.length });
  });

  it.each([
    [
      'lint',
      { lint: `node -e "console.error('shop.mjs:3:14: error: no semicolon'); process.exit(2)"` },
      'The linter failed with exit code 2: shop.mjs:3:14: error: no semicolon',
    ],
    [
      'types',
      { typecheck: `node -e "console.log('a.ts(1,2): error TS2322: no number'); process.exit(1)"` },
      'The type check failed with exit code 1: a.ts(1,2): error TS2322: no number',
    ],
    ['test', { test: `node -e "throw new Error('1 is not 2')"` }, 'The test run failed with exit code 1: Error: 1 is not 2'],
    ['build', { build: 'node missing.mjs' }, "The build failed with exit code 1: Error: Cannot find module '/app/missing.mjs'"],
  ])('[IGNIS-3] [FLOW-2] ends where %s fails, says why, and is not tried again', async (phase, scripts, error) => {
    const slug = newSlug();
    const build = await built(slug, await host.commit(slug, fixtureProject({ scripts })));
    expect(build).toMatchObject({ status: 'FAILED', phase, error, artifact: null, metrics: null });
    expect(build.phases.at(-1)).toMatchObject({ name: phase, status: 'FAILED', message: error });
    expect(build.log).toContain(`error: ${error}`);
    await waitFor(() => ignis.events.some(({ subject, payload }) => subject === 'build.failed' && idOf(payload) === build.id));
    expect(ignis.events.find(({ subject, payload }) => subject === 'build.failed' && idOf(payload) === build.id)?.payload).toMatchObject({
      phase,
      error,
    });
  });

  it('[IGNIS-3] says what to write where nothing says how to build it', async () => {
    const slug = newSlug();
    const commit = await host.commit(slug, { 'README.md': 'A shop' });
    expect(await built(slug, commit)).toMatchObject({
      status: 'FAILED',
      phase: 'checkout',
      error: expect.stringContaining('neither a wissil.json nor a package.json'),
    });
    const other = newSlug();
    expect(await built(other, await host.commit(other, { 'package.json': '{ "main": "a.js" }' }))).toMatchObject({
      error: expect.stringContaining('add scripts named lint, typecheck, test and build'),
    });
    expect(await built(slug, 'f'.repeat(40))).toMatchObject({
      status: 'FAILED',
      phase: 'checkout',
      error: expect.stringContaining('f'.repeat(40)),
    });
  });

  it('[FLOW-2] tries again where the repository does not answer, three times in all, and tells the administrators when it gives up', async () => {
    const slug = newSlug();
    const commit = await host.commit(slug, fixtureProject());
    host.failNext(2);
    const recovered = await built(slug, commit);
    expect(recovered).toMatchObject({ status: 'SUCCEEDED' });
    expect(recovered.log).toContain('attempt 2 of 3');

    const errors: unknown[] = [];
    const watching = await ignis.bus.subscribe('error.critical', ({ payload }) => void errors.push(payload));
    const next = await host.commit(slug, { 'server.mjs': '// changed' });
    host.failNext(100);
    const failed = await built(slug, next);
    host.failNext(0);
    expect(failed).toMatchObject({ status: 'FAILED', phase: 'checkout', error: expect.stringContaining('503') });
    await waitFor(() => errors.length > 0);
    expect(errors).toEqual([expect.objectContaining({ system: 'ignis', attempts: 3, subject: `build #${failed.number} of ${slug}` })]);
    await watching.stop();
  });

  it('[IGNIS-3] cuts what does not stop talking', async () => {
    const slug = newSlug();
    const lint = `node -e "for (let i = 0; i < 150000; i++) console.log('a line of the linter ' + i)"`;
    const build = await built(slug, await host.commit(slug, fixtureProject({ scripts: { lint } })));
    expect(build.status).toBe('SUCCEEDED');
    expect(build.log.length).toBeLessThan(2_200_000);
    expect(build.log).toContain('the rest is left out here');
  });

  it('[IGNIS-3] stops what does not end, or takes too much', async () => {
    await using own = await createDatabase();
    const env = { IGNIS_PROJECT_COMMAND_TIMEOUT_SECONDS: '3', IGNIS_PROJECT_BUILD_MEMORY_MIB: '300' };
    await using strict = await startIgnis(own.url, { internal: { ignition: host.url }, env });
    const [endless, greedy] = [newSlug(), newSlug()];
    const first = await built(
      endless,
      await host.commit(endless, fixtureProject({ scripts: { lint: 'node -e "setInterval(() => {}, 1000)"' } })),
      strict,
    );
    expect(first).toMatchObject({ status: 'FAILED', phase: 'lint', error: 'The linter took longer than 3 s and was stopped.' });
    const lint = `node -e "const all = []; setInterval(() => all.push(Buffer.alloc(50_000_000, 1)), 20)"`;
    const second = await built(greedy, await host.commit(greedy, fixtureProject({ scripts: { lint } })), strict);
    expect(second).toMatchObject({
      status: 'FAILED',
      phase: 'lint',
      error: 'The linter took more than 300 MiB of memory and was stopped.',
    });
  }, 30_000);

  it('[FLOW-3] builds a request once, however often it is made', async () => {
    const slug = newSlug();
    const payload = request(slug, await host.commit(slug, fixtureProject()));
    const id = randomUUID();
    await publish('build.requested', payload, { id });
    await publish('build.requested', payload, { id });
    await publish('build.requested', payload);
    await publish('build.requested', { ...payload, requestId: 'none' });
    await waitFor(async () => isSettled(await buildOf(payload.requestId)), { timeout: 20_000 });
    const after = request(slug, payload.commit);
    await publish('build.requested', after);
    await waitFor(() => buildOf(after.requestId));
    const { data } = await ignis.query<{ builds: { totalCount: number } }>(`{ builds(filter: { project: "prj_${slug}" }) { totalCount } }`);
    expect(data.builds.totalCount).toBe(2);
  });

  it('[IGNIS-3] answers for an unchanged tree at once, with the same artifact', async () => {
    const slug = newSlug();
    const commit = await host.commit(slug, fixtureProject());
    const first = await built(slug, commit);
    const requests = host.requests;
    const again = await built(slug, commit);
    expect(host.requests).toBe(requests);
    expect(again).toMatchObject({
      status: 'SUCCEEDED',
      digest: first.digest,
      artifact: first.artifact,
      reusedFrom: { number: first.number },
    });
    expect(again.phases.slice(1).every(({ status }) => status === 'SKIPPED')).toBe(true);
    expect(again.log).toContain(`Nothing has changed since build #${first.number}`);
    // Another commit of the same tree.
    expect(await built(slug, await host.commit(slug, {}))).toMatchObject({ digest: first.digest, reusedFrom: { number: first.number } });
    // Another tree with the same output is built, and is the same artifact.
    const touched = await built(slug, await host.commit(slug, { 'NOTES.md': 'nothing that is run' }));
    expect(touched).toMatchObject({ reusedFrom: null, digest: first.digest, artifact: first.artifact });
    expect(await built(slug, await host.commit(slug, { 'server.mjs': '// other' }))).not.toMatchObject({ digest: first.digest });
  }, 40_000);

  it('[IGNIS-3] shows a build nothing of the machine, and no network', async () => {
    const slug = newSlug();
    const probe = `
      import { readFileSync, readdirSync, symlinkSync } from 'node:fs';
      const tell = (what, look) => { try { console.log(what, JSON.stringify(look())); } catch (error) { console.log(what, error.code); } };
      tell('hostname', () => readFileSync('/etc/hostname', 'utf8'));
      tell('root', () => readdirSync('/root'));
      tell('top', () => readdirSync('/').filter((name) => ['work', 'home', 'srv', 'root'].includes(name)));
      tell('secrets', () => Object.keys(process.env).filter((name) => /WISSIL|SECRET|TOKEN|DATABASE/.test(name)));
      symlinkSync('/etc/hostname', 'dist-link');
      for (const address of ['http://127.0.0.1:${new URL(host.url).port}/', 'http://1.1.1.1/'])
        await fetch(address, { signal: AbortSignal.timeout(3000) }).then(() => console.log('reached', address), () => console.log('unreachable'));`;
    const files = { 'probe.mjs': probe, 'wissil.json': JSON.stringify({ run: { command: ['node', 'server.mjs'], files: ['dist-link'] } }) };
    const build = await built(slug, await host.commit(slug, fixtureProject({ scripts: { lint: 'node probe.mjs' }, files })));
    expect(build.log).toContain('hostname ENOENT');
    expect(build.log).toContain('root ENOENT');
    expect(build.log).toContain('top []');
    expect(build.log).toContain('secrets []');
    expect(build.log.match(/^unreachable$/gm)).toHaveLength(2);
    expect(build).toMatchObject({
      status: 'FAILED',
      phase: 'package',
      error: expect.stringContaining('dist-link is a link that leads out of the project'),
    });
  });

  it('[IGNIS-3] installs nothing that would make npm read the machine or ask another host', async () => {
    const slug = newSlug();
    const manifest = (dependencies: object) => ({ 'package.json': JSON.stringify({ scripts: { build: 'true' }, dependencies }) });
    const refused = async (files: Record<string, string>) =>
      (await built(slug, await host.commit(slug, { ...fixtureProject(), ...files }))).error;
    expect(await refused(manifest({ x: 'file:/etc' }))).toContain('The dependency x is "file:/etc"');
    expect(await refused(manifest({ x: 'git+http://127.0.0.1/x.git' }))).toContain('The dependency x is');
    const lock = { lockfileVersion: 3, packages: { '': {}, 'node_modules/x': { version: '1.0.0', resolved: 'http://127.0.0.1:1/x.tgz' } } };
    expect(await refused({ ...manifest({ x: '1.0.0' }), 'package-lock.json': JSON.stringify(lock) })).toContain(
      'takes node_modules/x from "http://127.0.0.1:1/x.tgz"',
    );
  });

  it('[IGNIS-3] [FLOW-2] says what to do with the lock file of another package manager', async () => {
    const withLock = async (file: string, more = {}) => {
      const manifest = JSON.stringify({ scripts: { build: 'node build.mjs' }, dependencies: { x: '1.0.0' } });
      const slug = newSlug();
      return built(slug, await host.commit(slug, { ...fixtureProject(), 'package.json': manifest, [file]: 'lockfileVersion: 9', ...more }));
    };
    expect(await withLock('pnpm-lock.yaml')).toMatchObject({
      status: 'FAILED',
      phase: 'install',
      error:
        'The packages are locked by pnpm (pnpm-lock.yaml), and IGNIS installs with npm alone. Run npm install --package-lock-only, commit the package-lock.json that it writes, and delete pnpm-lock.yaml.',
    });
    expect((await withLock('yarn.lock')).error).toContain('locked by Yarn (yarn.lock)');
    // With one of npm beside it, that one counts.
    const lock = JSON.stringify({ lockfileVersion: 1 });
    expect((await withLock('yarn.lock', { 'package-lock.json': lock })).error).toContain('package-lock.json is of an npm before version 7');
  });

  it('[FLOW-1] is queued by hand for a project that IGNITION has made, and stopped by hand', async () => {
    const slug = newSlug();
    const commit = await host.commit(slug, fixtureProject({ scripts: { lint: 'node -e "setInterval(() => {}, 1000)"' } }));
    const start = (input: object) =>
      ignis.query<{ startProjectBuild: { __typename: string; id: string; message: string; branch: string } }>(
        `mutation ($input: StartProjectBuildInput!) { startProjectBuild(input: $input) { __typename ... on Build { id branch } ... on Error { message } } }`,
        { input },
      );
    expect((await start({ project: `prj_${slug}` })).data.startProjectBuild).toMatchObject({ __typename: 'NotFoundError' });
    expect((await start({ project: `prj_${slug}`, commit: 'HEAD', branch: '--upload-pack=x' })).data.startProjectBuild.__typename).toBe(
      'InvalidInputError',
    );
    await publish('project.created', {
      projectId: `prj_${slug}`,
      slug,
      name: 'Shop',
      kind: 'SERVICE',
      repository: { host: 'EMBEDDED', cloneUrl: host.cloneUrl(slug), webUrl: null, defaultBranch: 'main' },
      commit,
      healthPath: '/',
    });
    const started = await waitFor(async () => {
      const { data } = await start({ project: `prj_${slug}` });
      return data.startProjectBuild.__typename === 'Build' ? data.startProjectBuild : undefined;
    });
    expect(started.branch).toBe('main');
    const one = async () =>
      (await ignis.query<{ build: BuildData }>(`query ($id: ID!) { build(id: $id) { ${BUILD} } }`, { id: started.id })).data.build;
    await waitFor(async () => (await one()).phase === 'lint');
    const cancel = () =>
      ignis.query<{ cancelBuild: { __typename: string } }>(
        'mutation ($input: CancelBuildInput!) { cancelBuild(input: $input) { __typename } }',
        { input: { id: started.id } },
      );
    expect((await cancel()).data.cancelBuild.__typename).toBe('Build');
    const stopped = await waitFor(async () => isSettled(await one()));
    expect(stopped).toMatchObject({ status: 'FAILED', commit, phase: 'lint', error: 'ADMIN stopped the build.' });
    expect((await cancel()).data.cancelBuild.__typename).toBe('ConflictError');
  });

  it('[IGNIS-6] gives artifacts to services of the installation alone', async () => {
    const slug = newSlug();
    const { digest } = await built(slug, await host.commit(slug, fixtureProject()));
    const status = async (headers: Record<string, string>, asked = digest ?? '') => (await fetchArtifact(asked, headers)).status;
    const service = await ignis.signed(serviceCaller('waypoint'));
    const person = await ignis.signed({ ...serviceCaller('x'), kind: 'human' });
    expect(await status({})).toBe(401);
    expect(await status(ignis.bearer('ADMIN'))).toBe(401);
    expect(await status(person)).toBe(403);
    expect(await status(service, `sha256:${'0'.repeat(64)}`)).toBe(404);
    expect(await status(service, 'sha256:..%2f..%2fx')).toBe(404);
    expect(await status(service)).toBe(200);
  });

  it('[FLOW-3] takes up a build whose worker died in the middle, from the beginning', async () => {
    const slug = newSlug();
    const commit = await host.commit(slug, fixtureProject());
    const db = new PrismaClient({ adapter: createPrismaAdapter(database.url, 'ignis') });
    const { id } = await db.build.create({
      data: {
        id: `bld_${randomUUID()}`,
        kind: 'PROJECT',
        trigger: 'EVENT',
        entry: slug,
        projectId: `prj_${slug}`,
        requestId: `run_${slug}`,
        commit,
        branch: 'main',
        sources: { slug, kind: 'SERVICE', cloneUrl: host.cloneUrl(slug), healthPath: '/' },
        status: 'RUNNING',
        worker: 'dead',
        attempts: 1,
        phase: 'test',
        phases: [{ name: 'checkout', status: 'SUCCEEDED', durationMs: 1, message: null }],
        log: { create: { text: 'what the dead one said\n' } },
        startedAt: new Date(0),
        leaseExpiresAt: new Date(0),
      },
    });
    await publish('build.queued', { id });
    const build = await waitFor(async () => isSettled(await buildOf(`run_${slug}`)), { timeout: 20_000 });
    await db.$disconnect();
    expect(build).toMatchObject({ id, status: 'SUCCEEDED' });
    expect(build.phases).toHaveLength(7);
    expect(build.log).not.toContain('what the dead one said');
  });
});

function idOf(payload: unknown): unknown {
  return (payload as { id?: unknown }).id;
}
