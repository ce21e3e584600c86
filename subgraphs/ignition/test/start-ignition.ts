import { IDENTITY_HEADER, IdentityVerifier, installationSecret } from '@wissil/platform/auth';
import { type HttpService, startHttpService } from '@wissil/platform/http';
import { createLogger } from '@wissil/platform/logging';
import { type RunningSubgraph, startSubgraph, waitFor } from '@wissil/testkit';
import { expect } from 'vitest';
import { parseIgnitionConfig } from '../src/config.ts';
import { createServer } from '../src/server.ts';

export interface IgnitionOptions {
  env?: Record<string, string>;
  /** Where SLATE answers. */
  slate?: string;
  dataFolder?: string;
}

/** One replica of IGNITION; it keeps the events of projects and repositories, and of failures. */
export function startIgnition(databaseUrl: string, { env = {}, slate, dataFolder }: IgnitionOptions = {}): Promise<RunningSubgraph> {
  return startSubgraph(
    { name: 'ignition', parseConfig: parseIgnitionConfig, createServer },
    { databaseUrl, events: '>', env, ...(slate !== undefined && { internal: { slate } }), ...(dataFolder !== undefined && { dataFolder }) },
  );
}

export const THEME = '@theme static {\n  --color-spark-500: oklch(0.7 0.2 40);\n}\n';

export interface SlateStandIn extends HttpService {
  /** Questions so far. */
  asked: number;
  /** What it answers instead, while it is set. */
  trouble: number | undefined;
}

/** In the place of SLATE, which is a process of its own: its one route that IGNITION asks, for who is a service. */
export async function startSlate(): Promise<SlateStandIn> {
  const verifier = new IdentityVerifier(installationSecret('the secret of an installation that is only there for a test'));
  const etag = '"one"';
  const service = await startHttpService({
    host: '127.0.0.1',
    port: 0,
    logger: createLogger({ level: 'silent', name: 'slate' }),
    async handler({ url = '', headers }, response) {
      slate.asked += 1;
      const caller = await verifier.verify(String(headers[IDENTITY_HEADER]));
      const { pathname, searchParams } = new URL(url, 'http://slate');
      const fits =
        caller.kind === 'service' && pathname === '/api/tokens/theme.css' && /^(css|tailwind)$/.test(searchParams.get('format') ?? '');
      if (slate.trouble !== undefined) return void response.writeHead(slate.trouble).end();
      if (!fits || searchParams.get('set') !== 'luminera') return void response.writeHead(404).end();
      if (headers['if-none-match'] === etag) return void response.writeHead(304, { etag }).end();
      response.writeHead(200, { 'content-type': 'text/css', etag }).end(THEME);
    },
  });
  const slate: SlateStandIn = { ...service, asked: 0, trouble: undefined };
  return slate;
}

const CREATION = `id name slug status steps { name status message } error { message remedy }
  project { id slug name description kind healthPath templateVersion inputs headCommit createdBy { id name }
    template { slug } repository { host cloneUrl webUrl defaultBranch } }`;

const CREATE = `mutation ($input: CreateProjectInput!) {
  createProject(input: $input) {
    __typename
    ... on ProjectCreation { ${CREATION} }
    ... on Error { code message }
    ... on InvalidInputError { fields { path message } }
  }
}`;

export interface Creation {
  __typename: string;
  id: string;
  name: string;
  slug: string;
  status: string;
  steps: { name: string; status: string; message: string | null }[];
  error: { message: string; remedy: string } | null;
  project: {
    id: string;
    slug: string;
    description: string;
    headCommit: string;
    templateVersion: string;
    inputs: Record<string, unknown>;
    repository: { cloneUrl: string; defaultBranch: string };
  } | null;
  message?: string;
  fields?: { path: string; message: string }[];
}

/** Asks for a project; an API service, unless something else is said. */
export async function request(ignition: RunningSubgraph, name: string, extra: Record<string, unknown> = {}): Promise<Creation> {
  const input = { name, template: 'api-service', inputs: {}, ...extra };
  const { data, errors } = await ignition.query<{ createProject: Creation }>(CREATE, { input });
  expect(errors).toBeUndefined();
  return data.createProject;
}

/** How the making of a project has ended. */
export function ended(ignition: RunningSubgraph, id: string, timeout = 20_000): Promise<Creation> {
  return waitFor(
    async () => {
      const { data } = await ignition.query<{ projectCreation: Creation }>(
        `query ($id: ID!) { projectCreation(id: $id) { ${CREATION} } }`,
        { id },
      );
      return ['SUCCEEDED', 'FAILED'].includes(data.projectCreation.status) ? data.projectCreation : undefined;
    },
    { timeout, what: 'the project to be made' },
  );
}

/** A project, made to its end. */
export async function create(
  ignition: RunningSubgraph,
  name: string,
  extra: Record<string, unknown> = {},
): Promise<NonNullable<Creation['project']>> {
  const { id } = await request(ignition, name, extra);
  const { project, error } = await ended(ignition, id);
  expect(error).toBeNull();
  return project as NonNullable<Creation['project']>;
}

/** The payloads of the events of one subject. */
export function payloads<Payload>(ignition: RunningSubgraph, subject: string): Payload[] {
  return ignition.events.filter((event) => event.subject === subject).map(({ payload }) => payload as Payload);
}
