import { testCaller } from '@wissil/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { app, type EnvironmentScene, startScene, viteProject } from './environment-scene.ts';
import { requestSite } from './site-request.ts';

interface Written {
  __typename: string;
  path: string;
  hash: string;
  message: string;
}

describe('a development environment', () => {
  let scene: EnvironmentScene;
  let project: string;
  let id: string;
  beforeAll(async () => {
    scene = await startScene();
    project = await scene.createProject('demo', viteProject('Hello'));
    ({ id } = await scene.until(project, 'READY'));
  });
  afterAll(() => scene?.[Symbol.asyncDispose]());

  const file = async (path: string) => {
    const { data, errors } = await scene.ignis.query<{ devEnvironment: { file: { content: string; hash: string } | null } }>(
      'query ($id: ID!, $path: String!) { devEnvironment(id: $id) { file(path: $path) { path content hash } } }',
      { id, path },
    );
    if (errors) throw new Error(errors[0]?.message);
    return data.devEnvironment.file;
  };
  const write = (path: string, content: string, expectedHash?: string) =>
    scene.change<Written>('writeFile', { environment: id, path, content, ...(expectedHash && { expectedHash }) }, { select: 'path hash' });

  it('[IGNI-5] [IGNIS-1] is prepared when a project has been created: files, packages, dev server', async () => {
    const found = await scene.environment(project);
    expect(found).toMatchObject({ status: 'READY', message: null, branch: 'main', dirty: false, problem: null });
    expect(found.steps.map(({ name, status }) => [name, status])).toEqual([
      ['checkout', 'SUCCEEDED'],
      ['install', 'SUCCEEDED'],
      ['start', 'SUCCEEDED'],
    ]);
    expect(found.commit).toMatch(/^[0-9a-f]{40}$/);
    expect(found.files.map(({ path }) => path)).toEqual(Object.keys(viteProject('')).sort());
    expect(found.url).toMatch(/^http:\/\/e\w{20,}\.localhost:\d+\/$/);
    const subjects = scene.ignis.events.map(({ subject, payload }) => [subject, (payload as { projectId: string }).projectId]);
    expect(subjects.slice(0, 2)).toEqual([
      ['environment.preparing', project],
      ['environment.ready', project],
    ]);
    const { data } = await scene.ignis.query<{ _entities: { devEnvironment: { id: string } }[] }>(
      '{ _entities(representations: [{ __typename: "Project", id: "prj_demo" }]) { ... on Project { devEnvironment { id } } } }',
    );
    expect(data._entities[0]?.devEnvironment.id).toBe(id);
  });

  it('[INT-5] writes a file whole, and refuses what was changed meanwhile', async () => {
    const before = await file('src/App.jsx');
    const first = await write('src/App.jsx', app('First'), before?.hash);
    expect(first).toMatchObject({ __typename: 'EnvironmentFile', path: 'src/App.jsx' });
    expect(await write('src/App.jsx', app('Second'), before?.hash)).toMatchObject({
      __typename: 'ConflictError',
      message: expect.stringContaining('changed'),
    });
    expect(await file('src/App.jsx')).toMatchObject({ content: app('First'), hash: first.hash });
    expect(await scene.environment(project)).toMatchObject({ dirty: true, changes: [{ path: 'src/App.jsx', status: 'MODIFIED' }] });
    expect(await scene.change('discardChanges', { environment: id })).toMatchObject({ dirty: false });
    expect(await file('src/App.jsx')).toMatchObject({ content: app('Hello') });
  });

  it.each([
    '../outside.txt',
    '/etc/passwd',
    'src/../../outside.txt',
    '.git/config',
    'src/.GIT/config',
    'node_modules/vite/index.js',
    'a\\b',
    'a/',
    '',
  ])('[INT-5] neither writes, reads nor deletes %j', async (path) => {
    expect(await write(path, 'x')).toMatchObject({ __typename: 'InvalidInputError' });
    expect(await scene.change('deleteFile', { environment: id, path })).toMatchObject({ __typename: 'InvalidInputError' });
    await expect(file(path)).rejects.toThrow();
  });

  it('[INT-5] says what is too large or no text', async () => {
    expect(await write('large.txt', 'x'.repeat(1024 * 1024 + 1))).toMatchObject({
      __typename: 'InvalidInputError',
      message: expect.stringContaining('1048576'),
    });
    expect(await write('binary.txt', 'a\0b')).toMatchObject({ __typename: 'InvalidInputError' });
    expect(await write('src', 'x')).toMatchObject({ __typename: 'InvalidInputError', message: expect.stringContaining('a folder') });
  });

  it('[INT-5] commits in the name of who asks, and pushes; others’ pushes arrive', async () => {
    await write('src/new/file.txt', 'new\n');
    expect(await scene.change('commitFiles', { environment: id, message: ' ' })).toMatchObject({ __typename: 'InvalidInputError' });
    const committed = await scene.change<{ commit: string }>(
      'commitFiles',
      { environment: id, message: 'Add a file' },
      { caller: testCaller('ENGINEER') },
    );
    expect(committed).toMatchObject({ __typename: 'DevEnvironment', dirty: false });
    expect((await scene.git.log('demo'))[0]).toBe('ENGINEER <usr_engineer@users.wissil.invalid> Add a file');
    expect(await scene.git.show('demo', 'src/new/file.txt')).toBe('new\n');
    expect(await scene.change('commitFiles', { environment: id, message: 'Again' })).toMatchObject({ __typename: 'ConflictError' });
    expect(scene.git.identities.length).toBeGreaterThan(0);

    // Somebody else changes another file, and then the same one.
    await scene.git.push('demo', { 'README.md': 'theirs\n' });
    await write('src/new/file.txt', 'mine\n');
    expect(await scene.change('commitFiles', { environment: id, message: 'On top' })).toMatchObject({
      __typename: 'DevEnvironment',
      dirty: false,
    });
    expect(await file('README.md')).toMatchObject({ content: 'theirs\n' });
    await scene.git.push('demo', { 'src/new/file.txt': 'theirs\n' });
    await write('src/new/file.txt', 'mine again\n');
    expect(await scene.change('commitFiles', { environment: id, message: 'Clash' })).toMatchObject({ __typename: 'ConflictError' });
    expect(await file('src/new/file.txt')).toMatchObject({ content: 'mine again\n' });
    expect(await scene.environment(project)).toMatchObject({ dirty: true });
    await scene.change('discardChanges', { environment: id });
  });

  it('[IGNIS-1] is stopped and opened again', async () => {
    expect(await scene.change('stopDevEnvironment', { environment: id })).toMatchObject({ status: 'STOPPED' });
    const { url } = await scene.environment(project);
    expect((await requestSite(`${url}src/main.jsx`)).status).toBe(503);
    expect(await scene.change('openDevEnvironment', { project })).toMatchObject({ id, status: 'PREPARING' });
    await scene.until(project, 'READY');
    expect((await requestSite(url, { headers: { accept: 'text/html' } })).text).toContain('/@vite/client');
    expect(await scene.change('openDevEnvironment', { project: 'prj_none' })).toMatchObject({ __typename: 'NotFoundError' });
  });
});
