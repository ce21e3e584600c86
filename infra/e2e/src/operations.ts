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

/** Has a project made that nothing is deployed of, with what its template proposes where no other answer is given, and waits until it is there. */
export async function createProject(graph: Graph, name: string, answers: Record<string, unknown> = {}): Promise<CreatedProject> {
  const template = await templateOf(graph);
  const inputs = Object.fromEntries(
    template.inputs.filter(({ defaultValue }) => defaultValue !== null).map(({ key, defaultValue }) => [key, defaultValue]),
  );
  const selection = 'id status project { id slug } error { message }';
  let creation = await mutate<Creation>(graph, {
    field: 'createProject',
    input: { name, template: template.slug, inputs: { ...inputs, deploymentTarget: 'none', ...answers } },
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
      return ['SUCCEEDED', 'UNVERIFIED', 'FAILED', 'UNMATCHED'].includes(generation.status);
    },
    { timeout: CREATION_MS, what: `a component for “${prompt}”` },
  );
  return generation;
}

interface Mutation {
  field: string;
  input: object;
  selection: string;
}

async function mutate<Result>(graph: Graph, { field, input, selection }: Mutation): Promise<Result> {
  const type = `${field[0]?.toUpperCase()}${field.slice(1)}Input`;
  const document = `mutation($input: ${type}!) { ${field}(input: $input) { __typename ${selection} ... on Error { code message } ... on InvalidInputError { fields { path message } } } }`;
  const { data, errors } = await graph.graphql<Record<string, Result & { code?: string }> | null>(document, { input });
  const result = data?.[field];
  if (errors || !result) throw new Refused(field, String(errors?.[0]?.extensions?.['code']), errors);
  if (result.code !== undefined) throw new Refused(field, result.code, result);
  return result;
}

interface TemplateOutline {
  slug: string;
  inputs: { key: string; defaultValue: unknown }[];
}

/** The one whose projects are made, built and started the soonest. */
const TEMPLATE = 'api-service';

const templates = new WeakMap<Graph, Promise<TemplateOutline>>();

function templateOf(graph: Graph): Promise<TemplateOutline> {
  const known = templates.get(graph) ?? readTemplate(graph);
  templates.set(graph, known);
  return known;
}

async function readTemplate(graph: Graph): Promise<TemplateOutline> {
  const { data } = await graph.graphql<{ template: TemplateOutline | null }>(
    'query ($slug: String!) { template(slug: $slug) { slug inputs { key defaultValue } } }',
    { slug: TEMPLATE },
  );
  if (!data.template) throw new Error(`IGNITION has no template ${TEMPLATE}`);
  return data.template;
}
