import { readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { type Supergraph, waitFor } from '@wissil/testkit';

/** A project of the template Component Library whose development environment is ready. */
export interface WissilProject {
  environment: string;
  /** Of its preview. */
  url: string;
  /** On disk, for the peer's copy: its files as they are now, and its packages. */
  tree: string;
  modules: string;
  read(path: string): Promise<{ content: string; hash: string }>;
  /** As the page of the workspace does; resolves with the hash when the mutation has answered. */
  write(path: string, content: string, expectedHash: string): Promise<string>;
}

const CREATED_MS = 60_000;
/** Its packages come from the registry. */
const READY_MS = 240_000;

interface Environment {
  id: string;
  status: string;
  message: string | null;
  url: string;
}

export async function createWissilProject(supergraph: Supergraph): Promise<WissilProject> {
  const ask = async <Data>(document: string, variables: Record<string, unknown> = {}): Promise<Data> => {
    const { data, errors } = await supergraph.graphql<Data>(document, variables);
    if (errors) throw new Error(errors[0]?.message);
    return data as Data;
  };
  const { templates } = await ask<{ templates: { edges: { node: { slug: string; inputs: { key: string; defaultValue: unknown }[] } }[] } }>(
    '{ templates { edges { node { slug inputs { key defaultValue } } } } }',
  );
  const template = templates.edges.find(({ node }) => node.slug === 'component-library')?.node;
  const answered = template?.inputs.filter(({ defaultValue }) => defaultValue !== null) ?? [];
  const inputs = Object.fromEntries(answered.map(({ key, defaultValue }) => [key, defaultValue]));
  const { createProject } = await ask<{ createProject: { id?: string; message?: string } }>(
    'mutation ($input: CreateProjectInput!) { createProject(input: $input) { ... on ProjectCreation { id } ... on Error { message } } }',
    { input: { name: 'Bench', template: 'component-library', inputs } },
  );
  if (createProject.id === undefined) throw new Error(`The project was not created: ${createProject.message}`);
  const { slug } = await waitFor(
    async () => {
      const { projectCreation } = await ask<{ projectCreation: { project: { slug: string } | null } }>(
        'query ($id: ID!) { projectCreation(id: $id) { project { slug } } }',
        { id: createProject.id },
      );
      return projectCreation.project;
    },
    { timeout: CREATED_MS, what: 'the project' },
  );
  const environment = await waitFor(
    async () => {
      const { project } = await ask<{ project: { devEnvironment: Environment | null } }>(
        'query ($slug: String!) { project(slug: $slug) { devEnvironment { id status message url } } }',
        { slug },
      );
      return project.devEnvironment?.status === 'PREPARING' ? null : project.devEnvironment;
    },
    { timeout: READY_MS, what: 'the development environment' },
  );
  if (environment.status !== 'READY') throw new Error(`The development environment is ${environment.status}: ${environment.message}`);
  const { id, url } = environment;
  const ignis = realpathSync(join(supergraph.dataFolder, 'ignis'));
  return {
    environment: id,
    url,
    tree: join(ignis, 'environments', id, 'tree'),
    modules: join(ignis, 'modules', onlyFolder(join(ignis, 'modules')), 'node_modules'),
    async read(path) {
      const { devEnvironment } = await ask<{ devEnvironment: { file: { content: string; hash: string } } }>(
        'query ($id: ID!, $path: String!) { devEnvironment(id: $id) { file(path: $path) { content hash } } }',
        { id, path },
      );
      return devEnvironment.file;
    },
    async write(path, content, expectedHash) {
      const { writeFile } = await ask<{ writeFile: { hash?: string; message?: string } }>(
        'mutation ($input: WriteFileInput!) { writeFile(input: $input) { ... on EnvironmentFile { path hash } ... on Error { code message } } }',
        { input: { environment: id, path, content, expectedHash } },
      );
      if (writeFile.hash === undefined) throw new Error(`${path} was not written: ${writeFile.message}`);
      return writeFile.hash;
    },
  };
}

function onlyFolder(path: string): string {
  const [name, ...more] = readdirSync(path).filter((each) => !each.startsWith('.'));
  if (name === undefined || more.length > 0) throw new Error(`${path} does not hold the packages of one project`);
  return name;
}
