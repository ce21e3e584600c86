import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Caller, IDENTITY_HEADER, serviceCaller } from '@wissil/platform/auth';
import { type HttpService, startHttpService } from '@wissil/platform/http';
import { createLogger } from '@wissil/platform/logging';
import {
  createDatabase,
  freePort,
  type GitServer,
  type RunningSubgraph,
  startGitServer,
  temporaryFolder,
  testCaller,
  type TestDatabase,
  waitFor,
} from '@wissil/testkit';
import { createEmulator, type Emulator } from 'emulate';
import { Octokit } from 'octokit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { git, gitWell } from './git-client.ts';
import { type GitHubContract, startGitHubContract } from './github-contract.ts';
import { create, ended, payloads, request, startIgnition, startSlate, type SlateStandIn } from './start-ignition.ts';

interface Pushed {
  projectId: string;
  after: string;
}

const TOKEN = 'ghp_test';
const SECRET = 'what the webhooks are signed with';

let database: TestDatabase;
let slate: SlateStandIn;
let gitHub: Emulator;
let contract: GitHubContract;
let upstream: GitServer;
let tunnel: HttpService;
let ignition: RunningSubgraph;
let octokit: Octokit;
let deliveries: number;
beforeAll(async () => {
  [database, slate] = await Promise.all([createDatabase(), startSlate()]);
  gitHub = await createEmulator({
    service: 'github',
    port: await freePort(),
    seed: {
      tokens: { [TOKEN]: { login: 'ada', scopes: ['repo', 'delete_repo', 'admin:repo_hook'] } },
      github: {
        users: [{ login: 'ada', name: 'Ada Lovelace', email: 'ada@example.org' }],
        orgs: [{ login: 'lumenforge' }],
        repos: [{ owner: 'ada', name: 'occupied' }],
      },
    },
  });
  upstream = await startGitServer({ authorization: `Basic ${Buffer.from(`x-access-token:${TOKEN}`).toString('base64')}` });
  contract = await startGitHubContract(gitHub.url, { git: upstream.url });
  octokit = new Octokit({ auth: TOKEN, baseUrl: gitHub.url });
  deliveries = 0;
  // How GitHub reaches IGNITION, whose port is not known before it is there.
  tunnel = await startHttpService({
    host: '127.0.0.1',
    port: 0,
    logger: createLogger({ level: 'silent', name: 'tunnel' }),
    async handler(incoming, response) {
      deliveries += 1;
      const body = Buffer.concat(await Array.fromAsync(incoming as AsyncIterable<Buffer>));
      if (incoming.headers['x-github-event'] === 'push') contract.checkPush(JSON.parse(body.toString('utf8')));
      const headers = Object.entries(incoming.headers).filter(([name]) => name.startsWith('x-')) as [string, string][];
      const { status } = await fetch(ignition.url + incoming.url, { method: 'POST', headers, body });
      response.writeHead(status).end();
    },
  });
  ignition = await start();
});
afterAll(async () => {
  await ignition?.[Symbol.asyncDispose]();
  await Promise.all([tunnel?.close(0), contract?.close(0), slate?.close(0), gitHub?.close()]);
  await Promise.all([database, upstream].map((each) => each?.[Symbol.asyncDispose]()));
});

const start = () =>
  startIgnition(database.url, {
    slate: slate.url,
    env: {
      GITHUB_TOKEN: TOKEN,
      GITHUB_API_URL: contract.url,
      GITHUB_WEBHOOK_SECRET: SECRET,
      GITHUB_WEBHOOK_URL: tunnel.url,
      IGNITION_PUSH_LIMIT_MB: '2',
    },
  });

const pushesOf = (id: string) => payloads<Pushed>(ignition, 'repository.pushed').filter(({ projectId }) => projectId === id);

/** Somebody's change at GitHub. Returns the commit. */
async function change(repo: string, path: string): Promise<string> {
  const { data } = await octokit.rest.repos.createOrUpdateFileContents({
    ...{ owner: 'ada', repo, path },
    message: `Write ${path}`,
    content: Buffer.from('hello').toString('base64'),
  });
  return data.commit.sha as string;
}

function deliver(payload: unknown, { signature, id = randomUUID() }: { signature?: string; id?: string } = {}): Promise<Response> {
  const body = JSON.stringify(payload);
  const proper = `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
  const headers = { 'x-github-event': 'push', 'x-github-delivery': id, 'x-hub-signature-256': signature ?? proper };
  return fetch(`${ignition.url}/api/github/webhook`, { method: 'POST', headers, body });
}

describe('a repository at GitHub', () => {
  it('[INT-3] [IGNI-4] is created by the API with the files in one commit of whom the project is, and the webhook', async () => {
    const project = await create(ignition, 'At GitHub', { description: 'Sells light.' });
    expect(project.repository).toMatchObject({
      host: 'GITHUB',
      defaultBranch: 'main',
      webUrl: expect.stringContaining('/ada/at-github') as string,
    });
    const at = { owner: 'ada', repo: 'at-github' };
    const { data: commits } = await octokit.rest.repos.listCommits(at);
    expect(commits.map(({ sha, commit, parents }) => [sha, commit.author?.name, commit.author?.email, parents])).toEqual([
      [project.headCommit, 'ADMIN', 'usr_admin@users.wissil.invalid', []],
    ]);
    const { data: repository } = await octokit.rest.repos.get(at);
    expect(repository).toMatchObject({
      private: true,
      description: 'Sells light.',
      default_branch: 'main',
      homepage: expect.stringContaining(project.id) as string,
    });
    const { data: tree } = await octokit.rest.git.getTree({ ...at, tree_sha: project.headCommit, recursive: 'true' });
    expect(tree.tree.map(({ path }) => path)).toEqual(expect.arrayContaining(['package.json', '.github/workflows/ci.yml']));
    const { data: hooks } = await octokit.rest.repos.listWebhooks(at);
    expect(hooks).toMatchObject([{ events: ['push'], config: { url: `${tunnel.url}/api/github/webhook` } }]);
    const event = await waitFor(() =>
      payloads<{ projectId: string }>(ignition, 'project.created').find(({ projectId }) => projectId === project.id),
    );
    expect(event).toMatchObject({
      repository: { host: 'GITHUB', webUrl: expect.stringContaining('/ada/at-github') as string },
      commit: project.headCommit,
    });
  });

  it('[INT-3] another default branch is the one branch', async () => {
    const { repository } = await create(ignition, 'Trunk Based', { inputs: { defaultBranch: 'trunk' } });
    expect(repository.defaultBranch).toBe('trunk');
    const { data } = await octokit.rest.repos.listBranches({ owner: 'ada', repo: 'trunk-based' });
    expect(data.map(({ name }) => name)).toEqual(['trunk']);
  });

  it('[INT-3] a project that is not to be at GitHub is not', async () => {
    const { repository } = await create(ignition, 'At Home', { inputs: { createRepository: false } });
    expect(repository).toMatchObject({ host: 'EMBEDDED' });
  });

  it('[INT-3] [FLOW-3] tells of a push by its webhook, once, also when it is delivered again', async () => {
    const { id, headCommit } = await create(ignition, 'Pushed There');
    const sha = await change('pushed-there', 'hello.txt');
    const event = await waitFor(() => pushesOf(id)[0]);
    expect(event).toMatchObject({
      slug: 'pushed-there',
      branch: 'main',
      before: headCommit,
      after: sha,
      message: 'Write hello.txt',
      pushedBy: null,
    });
    const again = { ref: 'refs/heads/main', before: headCommit, after: sha, repository: { name: 'pushed-there', owner: { login: 'ada' } } };
    const head = { id: 'x', message: 'Two\n\nmore', author: { name: 'Bob', email: 'bob@example.org' } };
    const next = { ...again, before: sha, after: 'b'.repeat(40), head_commit: head };
    const twice = randomUUID();
    for (const [payload, delivery] of [
      [again, randomUUID()],
      [next, twice],
      [next, twice],
      [next, randomUUID()],
    ] as const)
      expect((await deliver(payload, { id: delivery })).status).toBe(202);
    await waitFor(() => pushesOf(id).length === 2);
    await create(ignition, 'Marker', { inputs: { createRepository: false } });
    expect(pushesOf(id)).toMatchObject([
      { after: sha },
      { after: 'b'.repeat(40), message: 'Two', author: { name: 'Bob', email: 'bob@example.org' } },
    ]);
    expect(deliveries).toBeGreaterThan(0);
  });

  it('[INT-3] [FLOW-3] a push while IGNITION was away is told of when it starts', async () => {
    const { id } = await create(ignition, 'Meanwhile');
    await ignition.stop();
    const sha = await change('meanwhile', 'hello.txt').catch(() => '');
    ignition = await start();
    await waitFor(() => pushesOf(id).some(({ after }) => after === sha));
    expect(pushesOf(id)).toHaveLength(1);
  });

  it('[INT-3] [FLOW-3] a branch that came meanwhile is told of too', async () => {
    const { id, headCommit } = await create(ignition, 'Branched');
    await ignition.stop();
    await octokit.rest.git.createRef({ owner: 'ada', repo: 'branched', ref: 'refs/heads/next', sha: headCommit });
    ignition = await start();
    await waitFor(() => pushesOf(id).length > 0);
    expect(pushesOf(id)).toMatchObject([{ branch: 'next', before: null, after: headCommit }]);
  });

  it('[INT-3] [INT-5] [AUTH-3] is cloned and pushed to through IGNITION, which alone has the token', async () => {
    await using folder = await temporaryFolder();
    const project = await create(ignition, 'Relayed');
    await upstream.create('relayed', { 'README.md': 'From GitHub.\n' });
    const told = payloads<{ projectId: string; repository: { cloneUrl: string } }>(ignition, 'project.created').find(
      ({ projectId }) => projectId === project.id,
    );
    const address = told?.repository.cloneUrl ?? '';
    expect(address).toBe(`${ignition.url}/git/relayed.git`);
    expect(JSON.stringify(told)).not.toContain(TOKEN);

    const as = async (caller: Caller) => {
      const { [IDENTITY_HEADER]: identity } = await ignition.signed(caller);
      return ['-c', `http.extraHeader=${IDENTITY_HEADER}: ${identity}`];
    };
    await gitWell(folder.path, ...(await as(serviceCaller('ignis'))), 'clone', '--quiet', address, 'work');
    const work = join(folder.path, 'work');
    expect(await readFile(join(work, 'README.md'), 'utf8')).toBe('From GitHub.\n');
    await writeFile(join(work, 'README.md'), 'From here.\n');
    await gitWell(work, 'commit', '--quiet', '--all', '-m', 'Say where from');
    const denied = await git(work, ...(await as(testCaller('DESIGNER'))), 'push', '--quiet', 'origin', 'main');
    expect(denied.code).not.toBe(0);
    await gitWell(work, ...(await as(testCaller('ENGINEER'))), 'push', '--quiet', 'origin', 'main');
    expect(await upstream.show('relayed', 'README.md')).toBe('From here.\n');

    await writeFile(join(work, 'large.bin'), randomBytes(3_000_000));
    await gitWell(work, 'add', '--all');
    await gitWell(work, 'commit', '--quiet', '-m', 'Too much');
    const large = await git(work, ...(await as(testCaller('ENGINEER'))), 'push', '--quiet', 'origin', 'main');
    expect(large.code).not.toBe(0);
    expect(large.said).toMatch(/413|larger than 2000000 bytes/);
    expect(await upstream.log('relayed')).not.toContain('Ada Lovelace <ada@example.org> Too much');
  });

  it('[FLOW-2] what Git is refused at GitHub is told as it is, and nobody is asked for a password', async () => {
    await create(ignition, 'Not Relayed');
    const [header, value] = Object.entries(await ignition.signed(serviceCaller('ignis')))[0] as [string, string];
    const { said, code } = await git('/', '-c', `http.extraHeader=${header}: ${value}`, 'ls-remote', `${ignition.url}/git/not-relayed.git`);
    expect(code).not.toBe(0);
    expect(said).toMatch(/no such repository any more|not found/);
  });

  it('[INT-3] [AUTH-6] a webhook that is not signed with the secret changes nothing, and is on record', async () => {
    const forged = {
      ref: 'refs/heads/main',
      before: 'a',
      after: 'c'.repeat(40),
      repository: { name: 'pushed-there', owner: { login: 'ada' } },
    };
    for (const signature of ['', 'sha256=00', `sha256=${createHmac('sha256', 'another').update(JSON.stringify(forged)).digest('hex')}`])
      expect((await deliver(forged, { signature })).status).toBe(401);
    await waitFor(() =>
      payloads<{ operation: string }>(ignition, 'audit.noted').some(({ operation }) => operation === 'webhook of GitHub'),
    );
    expect((await deliver({ ref: 'refs/heads/main' })).status).toBe(400);
  });

  it('[FLOW-2] [IGNI-4] a repository of the name that is somebody’s is left alone, and the name is free', async () => {
    const { id } = await request(ignition, 'Occupied');
    expect(await ended(ignition, id)).toMatchObject({
      status: 'FAILED',
      error: { message: expect.stringContaining('ada/occupied') as string },
    });
    expect((await octokit.rest.repos.get({ owner: 'ada', repo: 'occupied' })).data.homepage ?? null).toBeNull();
  });

  it('[FLOW-2] an owner that there is not is said, with what to do', async () => {
    const { id } = await request(ignition, 'Nobody There', { inputs: { repositoryOwner: 'nobody-there' } });
    const { error } = await ended(ignition, id);
    expect(error?.message).toContain('no such owner');
    expect(error?.remedy).toContain('GITHUB_TOKEN');
  });
});

/**
 * What the stand-in does otherwise. IGNITION reads none of the members that it leaves out; and GitHub does answer with 404 for an
 * organisation that there is not, although it does not publish so.
 */
const STAND_IN = [
  ...['POST /user/repos, 201', 'GET /repos/{owner}/{repo}, 200', 'PATCH /repos/{owner}/{repo}, 200'].map(
    (answer) => `${answer}: ${['network_count', 'subscribers_count'].map(lacks).join(', ')}`,
  ),
  `webhook push: ${['created', 'deleted', 'forced', 'base_ref', 'compare'].map(lacks).join(', ')}`,
  'POST /orgs/{org}/repos, 404: there is no such answer',
];

function lacks(member: string): string {
  return `data must have required property '${member}'`;
}

it('[INT-3] all of this was said as GitHub publishes it', () => {
  expect([...contract.seen].sort()).toEqual(
    expect.arrayContaining(['GET /repos/{owner}/{repo}', 'POST /repos/{owner}/{repo}/git/trees', 'POST /repos/{owner}/{repo}/hooks']),
  );
  expect(new Set(contract.faults)).toEqual(new Set(STAND_IN));
});

describe('GitHub does not answer', () => {
  it('[FLOW-2] what was made is taken back once GitHub answers again, and the project is not there', async () => {
    let broken = false;
    const gate = await startHttpService({
      host: '127.0.0.1',
      port: 0,
      logger: createLogger({ level: 'silent', name: 'gate' }),
      async handler(incoming, response) {
        // Trees cannot be made any more: the repository is there, and its first commit is not.
        if (broken && incoming.url?.endsWith('/git/trees'))
          return void response.writeHead(503, { 'content-type': 'application/json' }).end('{"message":"out of order"}');
        const body = Buffer.concat(await Array.fromAsync(incoming as AsyncIterable<Buffer>));
        const { authorization = '' } = incoming.headers;
        const answer = await fetch(gitHub.url + incoming.url, {
          method: incoming.method ?? 'GET',
          headers: { authorization, 'content-type': 'application/json' },
          ...(body.length > 0 && { body }),
        });
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(Buffer.from(await answer.arrayBuffer()));
      },
    });
    await using own = await createDatabase();
    await using running = await startIgnition(own.url, {
      slate: slate.url,
      env: { GITHUB_TOKEN: TOKEN, GITHUB_API_URL: gate.url, GITHUB_WEBHOOK_URL: tunnel.url },
    });
    broken = true;
    const { id } = await request(running, 'Half Made');
    await waitFor(async () => (await octokit.rest.repos.get({ owner: 'ada', repo: 'half-made' })).status === 200, { timeout: 10_000 });
    expect(await ended(running, id)).toMatchObject({ status: 'FAILED', error: { message: expect.stringContaining('503') as string } });
    await expect(octokit.rest.repos.get({ owner: 'ada', repo: 'half-made' })).rejects.toThrow('Not Found');
    await gate.close(0);
  });
});
