import { connect } from 'node:net';
import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRunning, processTree, startBrowser, type TestBrowser, waitFor } from '@wissil/testkit';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { app, type EnvironmentData, type EnvironmentScene, SERVICE_PACKAGE, startScene, viteProject } from './environment-scene.ts';
import { requestSite } from './site-request.ts';

describe('hot reload', () => {
  let scene: EnvironmentScene;
  let browser: TestBrowser;
  let one: EnvironmentData;
  let two: EnvironmentData;
  beforeAll(async () => {
    [scene, browser] = await Promise.all([startScene(), startBrowser()]);
    const projects = await Promise.all(['one', 'two'].map((slug) => scene.createProject(slug, viteProject(slug))));
    [one, two] = (await Promise.all(projects.map((project) => scene.until(project, 'READY')))) as [EnvironmentData, EnvironmentData];
  });
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await scene?.[Symbol.asyncDispose]();
  });

  const write = (environment: string, path: string, content: string) =>
    scene.change<{ __typename: string; message: string }>('writeFile', { environment, path, content }, { select: 'path' });

  /** When the text is on the page, in milliseconds since the epoch. */
  const shows = (page: Page, text: string) =>
    page.evaluate(
      (wanted) =>
        new Promise<number>((resolve) => {
          const look = () => (document.body.innerText.includes(wanted) ? resolve(Date.now()) : undefined);
          new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
          look();
        }),
      text,
    );

  it('[IGNIS-2] [INT-5] an edit is in the browser at once, with the state of the page kept, and in its own project alone', async () => {
    await using first = await browser.newPage();
    await using second = await browser.newPage();
    const updates: string[] = [];
    first.page.on('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        if (payload.includes('"type":"update"')) updates.push(payload.toString());
      }),
    );
    await Promise.all([first.page.goto(one.url), second.page.goto(two.url)]);
    await first.page.getByRole('button', { name: 'one 0' }).click();
    await second.page.getByRole('button', { name: 'two 0' }).click();
    const times: number[] = [];
    for (let edit = 0; edit < 20; edit++) {
      const shown = shows(first.page, `edit${edit} 1`);
      const begun = Date.now();
      await write(one.id, 'src/App.jsx', app(`edit${edit}`));
      times.push((await shown) - begun);
    }
    times.sort((a, b) => a - b);
    process.stdout.write(`edit of a project of Vite to its page: p50 ${times[10]} ms, p95 ${times[18]} ms, most ${times[19]} ms\n`);
    await second.page.getByRole('button', { name: 'two 1' }).waitFor();
    // Each once: nothing watches the files beside IGNIS, also where the project's own configuration has settings of the server.
    expect(updates).toHaveLength(times.length);
    expect([new URL(one.url).port, new URL(one.url).hostname === new URL(two.url).hostname]).toEqual([new URL(two.url).port, false]);
    // The address cannot be told to others by a link or a picture.
    expect((await requestSite(one.url, { headers: { accept: 'text/html' } })).headers.get('referrer-policy')).toBe('same-origin');
  });

  it('[IGNIS-2] says in the page and in the graph what is wrong with the code, until it is mended', async () => {
    await using opened = await browser.newPage();
    await opened.page.goto(one.url);
    await write(one.id, 'src/App.jsx', 'export function App() { return <b>; }');
    await opened.page.locator('vite-error-overlay').waitFor();
    expect((await waitFor(async () => (await scene.environment('prj_one')).problem))!).toMatchObject({
      kind: 'BUILD',
      file: 'src/App.jsx',
      line: 1,
    });
    await write(one.id, 'src/App.jsx', app('mended'));
    await opened.page.getByRole('button', { name: /^mended/ }).waitFor();
    await waitFor(async () => (await scene.environment('prj_one')).problem === null);
    await write(
      one.id,
      'src/App.jsx',
      'export function App() { setTimeout(() => { throw new Error("on purpose"); }); return <b>thrown</b>; }',
    );
    await opened.page.locator('vite-error-overlay').waitFor();
    expect(await waitFor(async () => (await scene.environment('prj_one')).problem)).toMatchObject({
      kind: 'RUNTIME',
      message: 'on purpose',
      file: 'src/App.jsx',
    });
    await write(one.id, 'src/App.jsx', app('one'));
    opened.takeConsoleErrors();
  });

  it('[IGNIS-1] only names that there are answer, and no socket opens from a page of others', async () => {
    const { port } = new URL(one.url);
    for (const host of [
      'localhost',
      '127.0.0.1',
      `e${'0'.repeat(25)}.localhost`,
      'example.org',
      `${new URL(one.url).hostname}.example.org`,
    ]) {
      const { status, text } = await requestSite(`http://${host}:${port}/`);
      expect([status, JSON.parse(text).errors[0].extensions.code]).toEqual([404, 'NOT_FOUND']);
    }
    const upgrade = (host: string, origin: string) =>
      new Promise<string>((resolve) => {
        const socket = connect(Number(port), '127.0.0.1', () =>
          socket.write(
            `GET / HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${origin}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: vite-ping\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
          ),
        );
        socket.once('data', (data) => (resolve(data.toString().split('\r\n')[0] as string), socket.destroy()));
        socket.once('close', () => resolve('closed'));
        socket.once('error', () => resolve('closed'));
      });
    const host = new URL(one.url).host;
    expect(await upgrade(host, `http://${host}`)).toBe('HTTP/1.1 101 Switching Protocols');
    expect(await upgrade(host, 'https://evil.example')).toBe('closed');
    expect(await upgrade(host, new URL(two.url).origin)).toBe('closed');
    expect(await upgrade(`e${'0'.repeat(25)}.localhost:${port}`, `http://e${'0'.repeat(25)}.localhost:${port}`)).toBe('closed');
  });

  it('[IGNIS-1] neither credentials go in, nor what reaches beyond the preview comes out', async () => {
    const service = `import { createServer } from 'node:http';
createServer((request, response) => {
  response.setHeader('set-cookie', ['own=1', 'wide=1; Domain=localhost']);
  response.setHeader('x-frame-options', 'DENY');
  response.setHeader('content-security-policy', "default-src 'self'");
  response.end(JSON.stringify({ headers: request.headers, env: Object.keys(process.env) }));
}).listen(Number(process.env.PORT), process.env.HOST);
`;
    const project = await scene.createProject('service', { 'package.json': SERVICE_PACKAGE, 'src/main.ts': service }, 'SERVICE');
    const { id, url } = await scene.until(project, 'READY');
    const { status, text, headers } = await requestSite(url, {
      headers: { cookie: 'wissil_session=secret', authorization: 'Bearer secret', 'x-own': 'passes' },
    });
    expect(status).toBe(200);
    expect(text).not.toContain('secret');
    expect(text).toContain('passes');
    expect(text).not.toContain('WISSIL');
    expect(headers.getSetCookie()).toEqual(['own=1']);
    expect(headers.get('x-frame-options')).toBeNull();
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'self', frame-ancestors 'self' https:\/\/landing\.example\.org/);

    // A change starts it again; what is wrong with it is said, and goes when it is mended.
    await write(id, 'src/main.ts', service.replace('JSON.stringify(', 'JSON.stringify("changed " + '));
    await waitFor(async () => (await requestSite(url)).text.includes('changed'), { timeout: 15_000 });
    await write(id, 'src/main.ts', 'throw new Error("broken on purpose");');
    await waitFor(async () => (await requestSite(url)).text.includes('broken on purpose'), { timeout: 15_000 });
    expect(await waitFor(async () => (await scene.environment(project)).problem)).toMatchObject({
      kind: 'SERVER',
      file: 'src/main.ts',
      line: 1,
    });
    await write(id, 'src/main.ts', service);
    await waitFor(async () => (await requestSite(url)).status === 200, { timeout: 15_000 });
    await scene.change('stopDevEnvironment', { environment: id });
  });

  it('[INT-5] links of a project lead nowhere', async () => {
    const { slug, tree } = { slug: 'linked', tree: (id: string) => join(scene.dataFolder, 'ignis', 'environments', id, 'tree') };
    const project = await scene.createProject(slug, viteProject(slug));
    const { id, url } = await scene.until(project, 'READY');
    // As a commit could have brought them along.
    await writeFile(join(scene.dataFolder, 'secret.txt'), 'secret of the host');
    await symlink(join(scene.dataFolder, 'secret.txt'), join(tree(id), 'src', 'link.txt'));
    await symlink(scene.dataFolder, join(tree(id), 'src', 'out'));
    await symlink('../node_modules', join(tree(id), 'src', 'modules'));
    for (const path of ['src/link.txt', 'src/out/secret.txt', 'src/out/new.txt', 'src/modules/x.js'])
      expect(await write(id, path, 'overwritten')).toMatchObject({ __typename: 'InvalidInputError' });
    const { errors } = await scene.ignis.query(
      'query ($id: ID!) { devEnvironment(id: $id) { file(path: "src/out/secret.txt") { content } } }',
      { id },
    );
    expect(errors?.[0]?.message).toContain('leads out of the project');
    for (const path of ['src/link.txt', 'src/out/secret.txt', 'src/link.txt?raw', '@fs/etc/passwd'])
      expect((await requestSite(`${url}${path}`)).text).not.toMatch(/secret of the host|root:/);
    await scene.change('stopDevEnvironment', { environment: id });
  });

  it('[IGNIS-1] a dev server that crashes is started again, and after three times not', async () => {
    const project = await scene.createProject('crash', viteProject('crash'));
    const { id, url } = await scene.until(project, 'READY');
    const before = sandboxes();
    const newest = Math.max(...before);
    process.kill(newest, 'SIGKILL');
    await waitFor(() => !isRunning(newest));
    await waitFor(async () => (await requestSite(url)).status === 200, { timeout: 15_000 });
    await scene.until(project, 'READY');
    await write(id, 'vite.config.js', 'process.exit(7);');
    const failed = await scene.until(project, 'FAILED');
    expect(failed.message).toContain('exit code 7');
    await using opened = await browser.newPage();
    await opened.page.goto(url);
    await opened.page.getByRole('heading', { name: 'crash did not start' }).waitFor();
    // The page makes way by itself when the project is mended.
    await write(id, 'vite.config.js', viteProject('')['vite.config.js'] as string);
    await opened.page.getByRole('button', { name: 'crash 0' }).waitFor();
    opened.takeConsoleErrors();
    await scene.change('stopDevEnvironment', { environment: id });
  });
});

/** The bubblewraps of this process. */
function sandboxes(): number[] {
  return processTree(process.pid).slice(1);
}
