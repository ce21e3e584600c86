import { request } from 'node:http';
import { startBrowser, startSupergraph, type Supergraph, waitFor } from '@wissil/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProject } from '../src/operations.ts';

/** The project's packages come from the registry. */
const READY_MS = 200_000;

let supergraph: Supergraph;

beforeAll(async () => {
  const authorities = process.env['NODE_EXTRA_CA_CERTS'];
  supergraph = await startSupergraph({ env: authorities === undefined ? {} : { NODE_EXTRA_CA_CERTS: authorities } });
});
afterAll(() => supergraph?.[Symbol.asyncDispose]());

async function ask<Data>(document: string, variables: Record<string, unknown> = {}): Promise<Data> {
  const { data, errors } = await supergraph.graphql<Data>(document, variables);
  if (errors) throw new Error(errors[0]?.message);
  return data as Data;
}

interface Environment {
  id: string;
  status: string;
  message: string | null;
  url: string;
}

async function openProject(template: string, name: string): Promise<Environment> {
  const { slug } = await createProject(supergraph, name, { template });
  return waitFor(
    async () => {
      const { project } = await ask<{ project: { devEnvironment: Environment | null } }>(
        'query ($slug: String!) { project(slug: $slug) { devEnvironment { id status message url } } }',
        { slug },
      );
      const found = project.devEnvironment;
      return found?.status === 'READY' || found?.status === 'FAILED' ? found : undefined;
    },
    { timeout: READY_MS, what: `the environment of ${name}` },
  );
}

/** Node does not find names below localhost by itself. */
function page(address: string): Promise<{ status: number; text: string }> {
  const { host, port, pathname } = new URL(address);
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path: pathname, headers: { host, accept: 'text/html' } }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    sent.on('error', reject).end();
  });
}

const write = (environment: string, path: string, content: string) =>
  ask('mutation ($input: WriteFileInput!) { writeFile(input: $input) { __typename ... on Error { code message } } }', {
    input: { environment, path, content },
  });

test(
  '[IGNIS-1] [IGNIS-2] an application of Next.js runs while it is edited',
  async () => {
    const environment = await openProject('nextjs-application', 'Next Light');
    expect(environment).toMatchObject({ status: 'READY', message: null });
    expect(
      await waitFor(async () => ((await page(environment.url)).status === 200 ? page(environment.url) : undefined), { timeout: 60_000 }),
    ).toMatchObject({
      text: expect.stringContaining('/_next/'),
    });
    const { devEnvironment } = await ask<{ devEnvironment: { files: { path: string }[] } }>(
      'query ($id: ID!) { devEnvironment(id: $id) { files { path } } }',
      { id: environment.id },
    );
    const entry = devEnvironment.files.find(({ path }) => /^(src\/)?app\/page\.tsx$/.test(path))?.path;
    await using browser = await startBrowser();
    await using opened = await browser.newPage();
    await opened.page.goto(environment.url, { timeout: 60_000 });
    await opened.page.evaluate('window.mark = 1');
    const edit = (text: string) =>
      write(environment.id, entry ?? '', `export default function Page() { return <main><h1>${text}</h1></main>; }\n`);
    await edit('Edited here');
    await opened.page.getByRole('heading', { name: 'Edited here' }).waitFor({ timeout: 60_000 });
    const begun = performance.now();
    await edit('Edited again');
    await opened.page.getByRole('heading', { name: 'Edited again' }).waitFor();
    console.info(`edit of a project of Next.js to its page: ${Math.round(performance.now() - begun)} ms`);
    expect(await opened.page.evaluate('window.mark')).toBe(1);
    opened.takeConsoleErrors();
  },
  READY_MS + 130_000,
);

test(
  '[IGNIS-1] [IGNIS-2] a service runs while it is edited',
  async () => {
    const environment = await openProject('api-service', 'Service Light');
    expect(environment).toMatchObject({ status: 'READY', message: null });
    await waitFor(async () => (await page(`${environment.url}health`)).status === 200, { timeout: 60_000, what: 'the service to answer' });
  },
  READY_MS + 70_000,
);
