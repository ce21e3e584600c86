import { randomBytes } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { type Caller, IDENTITY_HEADER, serviceCaller } from '@wissil/platform/auth';
import {
  createDatabase,
  type RunningSubgraph,
  temporaryFolder,
  type TemporaryFolder,
  testCaller,
  type TestDatabase,
  waitFor,
} from '@wissil/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commit, git, gitWell, withToken } from './git-client.ts';
import { create, payloads, startIgnition, startSlate, type SlateStandIn } from './start-ignition.ts';

interface Pushed {
  projectId: string;
  branch: string;
  before: string | null;
  after: string;
  message: string;
}

interface Noted {
  operation: string;
  outcome: string;
  code?: string;
  target?: string;
  actor: { subject: string };
}

let database: TestDatabase;
let slate: SlateStandIn;
let folder: TemporaryFolder;
let data: TemporaryFolder;
let ignition: RunningSubgraph;
beforeAll(async () => {
  [database, slate, folder, data] = await Promise.all([createDatabase(), startSlate(), temporaryFolder(), temporaryFolder()]);
  ignition = await start();
});
afterAll(async () => {
  await ignition?.[Symbol.asyncDispose]();
  await slate?.close(0);
  await Promise.all([database, folder, data].map((each) => each?.[Symbol.asyncDispose]()));
});

const start = () => startIgnition(database.url, { slate: slate.url, dataFolder: data.path, env: { IGNITION_PUSH_LIMIT_MB: '2' } });

const urlOf = (slug: string, token?: string) => {
  const url = `${ignition.url}/git/${slug}.git`;
  return token === undefined ? url : withToken(url, token);
};

async function cloned(name: string) {
  const project = await create(ignition, name);
  const path = join(folder.path, `${project.slug}-${randomBytes(3).toString('hex')}`);
  await gitWell(folder.path, 'clone', '--quiet', urlOf(project.slug, 'ENGINEER'), path);
  return { ...project, path };
}

const pushesOf = (id: string) => payloads<Pushed>(ignition, 'repository.pushed').filter(({ projectId }) => projectId === id);

/** Once an event that was caused later is there, so are all before it. */
async function settled(): Promise<void> {
  const { id } = await create(ignition, `Marker ${randomBytes(4).toString('hex')}`);
  await waitFor(() => payloads<{ projectId: string }>(ignition, 'project.created').some(({ projectId }) => projectId === id));
}

describe('a repository of IGNITION’s', () => {
  it('[IGNI-4] holds the files of the dry run in one commit of whom the project is, and is sound', async () => {
    const { path, headCommit, slug } = await cloned('Sound');
    expect(await gitWell(path, 'rev-list', '--all')).toBe(headCommit);
    expect(await gitWell(path, 'log', '-1', '--format=%an <%ae>%n%cn%n%s')).toBe(
      'ADMIN <usr_admin@users.wissil.invalid>\nADMIN\nBegin Sound',
    );
    const { data: answer } = await ignition.query<{ projectPlan: { files: { path: string; content: string }[] } }>(
      'query ($input: CreateProjectInput!) { projectPlan(input: $input) { files { path content } } }',
      { input: { name: 'Sound Two', template: 'api-service', inputs: {} } },
    );
    expect((await gitWell(path, 'ls-files')).split('\n').sort()).toEqual(answer.projectPlan.files.map((file) => file.path).sort());
    expect(await readFile(join(path, 'package.json'), 'utf8')).toContain(`"name": "${slug}"`);
    expect(await gitWell(path, 'status', '--porcelain')).toBe('');
    const bare = join(data.path, 'ignition', 'repositories', `${slug}.git`);
    expect((await git(bare, 'fsck', '--strict', '--full')).code).toBe(0);
  });

  it('[IGNI-4] [FLOW-3] takes a push of plain Git, and tells of it once, with what was pushed and by whom', async () => {
    const { id, slug, path, headCommit } = await cloned('Pushed To');
    const pushed = await commit(path, 'Say hello\n\nAnd more.', { 'hello.txt': 'hello\n' });
    await gitWell(path, 'push', '--quiet');
    expect(await waitFor(() => pushesOf(id)[0])).toEqual({
      projectId: id,
      slug,
      branch: 'main',
      before: headCommit,
      after: pushed,
      message: 'Say hello',
      author: { name: 'Ada Lovelace', email: 'ada@example.org' },
      cloneUrl: `${ignition.url}/git/${slug}.git`,
      pushedBy: { id: 'usr_engineer', name: 'ENGINEER' },
    });
    const { data: read } = await ignition.query<{ project: { headCommit: string } }>(`{ project(slug: "${slug}") { headCommit } }`);
    expect(read.project.headCommit).toBe(pushed);
    await waitFor(() => payloads<Noted>(ignition, 'audit.begun').some(({ operation, target }) => operation === 'push' && target === slug));

    await gitWell(path, 'push', '--quiet', 'origin', 'main:refs/heads/topic', 'main:refs/tags/v1');
    await gitWell(path, 'push', '--quiet', 'origin', '--delete', 'topic');
    await gitWell(path, 'push', '--quiet');
    await settled();
    expect(pushesOf(id).map(({ branch, before, after }) => ({ branch, before, after }))).toEqual([
      { branch: 'main', before: headCommit, after: pushed },
      { branch: 'topic', before: null, after: pushed },
    ]);
  });

  it('[FLOW-3] pushes whose server ended before it told of them are told of when it starts again, each once', async () => {
    const { id, slug, path, headCommit } = await cloned('Cut Off');
    // As if the process had ended between Git's work and ours: the repository has moved, and nobody has heard of it.
    const bare = join(data.path, 'ignition', 'repositories', `${slug}.git`);
    const commits = [await commit(path, 'One', { one: '1' }), await commit(path, 'Two', { two: '2' })];
    for (const sha of commits)
      await gitWell(
        path,
        '-c',
        'receive.autogc=false',
        'push',
        '--quiet',
        '--receive-pack=git -c core.logAllRefUpdates=true receive-pack',
        bare,
        `${sha}:refs/heads/main`,
      );
    await ignition.stop();
    ignition = await start();
    await waitFor(() => pushesOf(id).length === 2);
    await ignition.stop();
    const before = pushesOf(id);
    ignition = await start();
    await settled();
    expect(pushesOf(id), 'and not again').toEqual([]);
    expect(before.map((push) => [push.before, push.after, push.message])).toEqual([
      [headCommit, commits[0], 'One'],
      [commits[0], commits[1], 'Two'],
    ]);
  });

  it.each([
    ['nobody', undefined, 'UNAUTHENTICATED'],
    ['who gives a wrong token', 'wrong', 'UNAUTHENTICATED'],
    ['a designer', 'DESIGNER', 'FORBIDDEN'],
    ['an agent', 'AGENT', 'FORBIDDEN'],
  ])('[AUTH-4] [AUTH-6] %s neither clones nor pushes, and that is on record', async (_who, token, code) => {
    const { slug, path } = await cloned(`Closed To ${token}`);
    const head = await commit(path, 'Not allowed', { no: 'no' });
    const url = urlOf(slug, token);
    for (const run of [
      ['clone', '--quiet', url, 'copy'],
      ['push', '--quiet', url, 'main'],
    ])
      expect((await git(path, ...run)).code).not.toBe(0);
    if (token === undefined) {
      const answered = await fetch(`${url}/git-receive-pack`, { method: 'POST', body: '0000' });
      expect([answered.status, answered.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="WISSIL"']);
    }
    const denied = await waitFor(() =>
      payloads<Noted>(ignition, 'audit.noted').find(({ operation, target }) => operation === 'push' && target === slug),
    );
    expect(denied).toMatchObject({ outcome: 'DENIED', code });
    await settled();
    expect(await gitWell(path, 'ls-remote', urlOf(slug, 'ENGINEER'), 'refs/heads/main')).not.toContain(head);
  });

  it('[AUTH-1] a service of the installation clones, and pushes only for who may; a session in a browser is no credential', async () => {
    const { slug, path } = await cloned('For Services');
    const { [IDENTITY_HEADER]: identity } = await ignition.signed(serviceCaller('ignis'));
    const header = ['-c', `http.extraHeader=${IDENTITY_HEADER}: ${identity}`];
    await gitWell(folder.path, ...header, 'clone', '--quiet', urlOf(slug), 'by-a-service');
    await commit(path, 'By a service', { no: 'no' });
    expect((await git(path, ...header, 'push', urlOf(slug), 'main')).said).toContain('403');
    const pushes = async (caller: Caller) => {
      const { [IDENTITY_HEADER]: signed } = await ignition.signed(caller);
      return git(path, '-c', `http.extraHeader=${IDENTITY_HEADER}: ${signed}`, 'push', urlOf(slug), 'main');
    };
    expect((await pushes(testCaller('DESIGNER'))).said).toContain('403');
    expect((await pushes(testCaller('ENGINEER'))).code, 'for the person for whom it works').toBe(0);
    const { status } = await fetch(`${urlOf(slug)}/info/refs?service=git-upload-pack`, { headers: { cookie: 'wissil=ADMIN' } });
    expect(status).toBe(401);
  });

  it('[IGNI-4] a push that is too large, or not sound, is refused and changes nothing', async () => {
    const { id, slug, path, headCommit } = await cloned('Limited');
    await commit(path, 'Much', { 'much.bin': randomBytes(3_000_000) });
    const large = await git(path, 'push');
    expect(large.code).not.toBe(0);
    expect(large.said).toMatch(/exceeds maximum allowed size|413/);
    // Commands without an end, of which Git would read any number.
    const command = `0000 ${'0'.repeat(40)} ${headCommit} refs/heads/${'b'.repeat(60)}`;
    const huge = await fetch(`${urlOf(slug)}/git-receive-pack`, {
      method: 'POST',
      headers: { authorization: 'Bearer ENGINEER', 'content-type': 'application/x-git-receive-pack-request' },
      body: `00${(command.length - 1).toString(16)}${command.slice(5)}`.repeat(60_000),
    }).then(
      ({ status }) => status,
      () => 'cut off',
    );
    expect(huge).toBeOneOf([413, 'cut off']);
    await gitWell(path, 'reset', '--quiet', '--hard', headCommit);
    // A tree that leads out of the work tree of whoever checks it out.
    const blob = await gitWell(path, 'hash-object', '-w', 'package.json');
    const evil = await gitWell(path, 'commit-tree', await evilTree(path, blob), '-p', headCommit, '-m', 'evil');
    expect((await git(path, 'push', 'origin', `${evil}:refs/heads/main`)).said).toContain('hasDotdot');
    await settled();
    expect(pushesOf(id)).toEqual([]);
    expect(await gitWell(path, 'ls-remote', 'origin', 'refs/heads/main')).toContain(headCommit);
  });

  it.each([
    '/git/../../etc/passwd',
    '/git/%2e%2e/%2e%2e/etc/passwd/info/refs?service=git-upload-pack',
    '/git/..%2f..%2fx.git/info/refs?service=git-upload-pack',
    '/git/sound.git/HEAD',
    '/git/sound.git/objects/info/packs',
    '/git/sound.git/../sound.git/info/refs?service=git-upload-pack',
    '/git/sound.git/info/refs?service=git-upload-archive',
    '/git/sound.git/info/refs?service=git-upload-pack&x=1',
    '/git/sound.git//info/refs?service=git-upload-pack',
    '/git/.new-abc.git/info/refs?service=git-upload-pack',
    '/git/nothing-there.git/info/refs?service=git-upload-pack',
  ])('[SHAPE-5] nothing but repositories of projects is served: %s', async (path) => {
    const status = await new Promise((resolve, reject) => {
      const { port, hostname } = new URL(ignition.url);
      httpRequest({ port, hostname, path, headers: { authorization: 'Bearer ADMIN' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(404);
  });

  it('[IGNI-4] no shell is asked: what looks like a command is a text', async () => {
    const marker = join(folder.path, 'owned');
    const { slug, path } = await cloned('Harmless');
    await commit(path, `$(touch ${marker}) \`touch ${marker}\``, { 'a;touch b': 'x', '$(id)': 'y' });
    await gitWell(path, 'push', '--quiet', 'origin', 'main:refs/heads/$(touch${IFS}owned)');
    await waitFor(() => payloads<Pushed>(ignition, 'repository.pushed').some(({ branch }) => branch.startsWith('$(')));
    await expect(stat(marker)).rejects.toThrow('ENOENT');
    expect(slug).toBe('harmless');
  });
});

/** With an entry that is called `..`, which Git itself would not write. */
async function evilTree(path: string, blob: string): Promise<string> {
  const entry = Buffer.concat([Buffer.from('100644 ..\0'), Buffer.from(blob, 'hex')]);
  await writeFile(join(path, 'tree'), entry);
  return gitWell(path, 'hash-object', '-w', '-t', 'tree', '--literally', 'tree');
}
