import { type GraphAnswer, waitFor } from '@wissil/testkit';

/** Whatever answers GraphQL: a supergraph of the testkit. */
export interface Graph {
  graphql<Data>(document: string, variables?: Record<string, unknown>): Promise<GraphAnswer<Data>>;
}

/** A mutation was answered with an expected failure or with an error. */
export class Refused extends Error {
  override readonly name = 'Refused';
  /** The code of the failure or of the first error. */
  readonly code: string;

  constructor(field: string, code: string, details: unknown) {
    super(`${field} was refused with ${code}: ${JSON.stringify(details)}`);
    this.code = code;
  }
}

const OUTAGE = new Set([
  'UNAVAILABLE',
  'SUBGRAPH_UNAVAILABLE',
  'SUBGRAPH_TIMEOUT',
  'GATEWAY_STOPPING',
  'INTERNAL_SERVER_ERROR',
  'REQUEST_TIMEOUT',
  // A project that could not be made, because SLATE was away for all three attempts: nothing of it is left.
  'CREATION_FAILED',
]);

/** Whether it may be tried again; a refusal that is none of an outage is a fault. */
export function isOutage(error: unknown): boolean {
  return !(error instanceof Refused) || OUTAGE.has(error.code);
}

export interface SavedComponent {
  id: string;
  slug: string;
  latestVersion: { id: string; number: number };
}

/** Saves the next version of a small component that wears the tokens of the given custom properties. */
export function saveComponent(
  graph: Graph,
  name: string,
  cssVariables: readonly string[] = ['--color-spark-500'],
): Promise<SavedComponent> {
  const input = {
    name,
    description: `${name}, made by a test.`,
    source: `export function ${name}() {\n  return <b style={{ background: '${cssVariables.map((variable) => `var(${variable})`).join(' ')}' }}>${name}</b>;\n}\n`,
    tests: `import { expect, it } from 'vitest';\nimport { ${name} } from './${name}';\n\nit('is there', () => expect(${name}).toBeTypeOf('function'));\n`,
    stories: `import { ${name} } from './${name}';\n\nexport default { title: '${name}', component: ${name} };\n`,
  };
  return mutate(graph, { field: 'saveComponent', input, selection: '... on Component { id slug latestVersion { id number } }' });
}

export interface CreatedProject {
  id: string;
  slug: string;
}

interface Creation {
  id: string;
  status: string;
  project: CreatedProject | null;
  error: { message: string } | null;
}

/** How long the making of a project may take on a busy machine. */
const CREATION_MS = 60_000;

/** The one whose projects are made, built and started the soonest. */
const QUICKEST = 'api-service';

/** Has a project made that nothing is deployed of, unless the answers say so, and waits until it is there. */
export async function createProject(
  graph: Graph,
  name: string,
  { template = QUICKEST, ...answers }: Record<string, unknown> = {},
): Promise<CreatedProject> {
  const selection = 'id status project { id slug } error { message }';
  let creation = await mutate<Creation>(graph, {
    field: 'createProject',
    input: { name, template, inputs: { deploymentTarget: 'none', ...answers } },
    selection: `... on ProjectCreation { ${selection} }`,
  });
  await waitFor(
    async () => {
      if (['SUCCEEDED', 'FAILED'].includes(creation.status)) return true;
      const { data } = await graph.graphql<{ projectCreation: Creation | null } | null>(
        `query ($id: ID!) { projectCreation(id: $id) { ${selection} } }`,
        { id: creation.id },
      );
      creation = data?.projectCreation ?? creation;
      return false;
    },
    { timeout: CREATION_MS, what: `the project ${name}` },
  );
  if (!creation.project) throw new Refused('createProject', 'CREATION_FAILED', creation);
  return creation.project;
}

export interface UpdatedToken {
  id: string;
  version: number;
}

export interface TokenInput {
  id: string;
  value: unknown;
  description: string;
}

export function updateToken(graph: Graph, input: TokenInput): Promise<UpdatedToken> {
  return mutate(graph, { field: 'updateToken', input, selection: '... on Token { id version }' });
}

export interface RecordedDeployment {
  id: string;
}

export interface DeploymentInput {
  version: string;
  service?: string;
  project?: string;
  build?: string;
}

export function recordDeployment(graph: Graph, input: DeploymentInput): Promise<RecordedDeployment> {
  return mutate(graph, { field: 'recordDeployment', input: { environment: 'STAGING', ...input }, selection: '... on Deployment { id }' });
}

export interface StartedBuild {
  id: string;
  number: number;
}

export function startBuild(graph: Graph, project: string): Promise<StartedBuild> {
  const input = { entry: 'index.ts', files: [{ path: 'index.ts', content: 'export const answer = 42;\n' }], project };
  return mutate(graph, { field: 'startBuild', input, selection: '... on Build { id number }' });
}

export interface EndedGeneration {
  id: string;
  status: string;
}

/** Has a component proposed, and waits until it is. */
export async function generateComponent(graph: Graph, prompt: string): Promise<EndedGeneration> {
  let generation = await mutate<EndedGeneration>(graph, {
    field: 'generateComponent',
    input: { prompt },
    selection: '... on Generation { id status }',
  });
  await waitFor(
    async () => {
      const { data } = await graph.graphql<{ generation: EndedGeneration | null } | null>(
        'query ($id: ID!) { generation(id: $id) { id status } }',
        { id: generation.id },
      );
      generation = data?.generation ?? generation;
      return ['SUCCEEDED', 'FAILED', 'UNMATCHED'].includes(generation.status);
    },
    { timeout: CREATION_MS, what: `a component for “${prompt}”` },
  );
  return generation;
}

export interface Mutation {
  field: string;
  input: object;
  selection: string;
}

/** @throws Refused */
export async function mutate<Result>(graph: Graph, { field, input, selection }: Mutation): Promise<Result> {
  const type = `${field[0]?.toUpperCase()}${field.slice(1)}Input`;
  const document = `mutation($input: ${type}!) { ${field}(input: $input) { __typename ${selection} ... on Error { code message } ... on InvalidInputError { fields { path message } } } }`;
  const { data, errors } = await graph.graphql<Record<string, Result & { code?: string }> | null>(document, { input });
  const result = data?.[field];
  if (errors || !result) throw new Refused(field, String(errors?.[0]?.extensions?.['code']), errors);
  if (result.code !== undefined) throw new Refused(field, result.code, result);
  return result;
}
