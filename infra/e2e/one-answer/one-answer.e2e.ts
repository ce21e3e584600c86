import { createDatabase, startSupergraph, type Supergraph, waitFor } from '@wissil/testkit';
import { expect, test } from 'vitest';
import { createProject, recordDeployment, saveComponent, startBuild } from '../src/operations.ts';

/** From a token to the deployments that wear it, a project with what was built and deployed of it, and the health of all. */
const ONE_ANSWER = `query OneAnswer($project: String!) {
  token(path: "color.spark.500") {
    path
    type
    cssVariable
    cssValue
    usedBy(first: 1) {
      edges { node {
        name
        registryEntry { name version }
        latestVersion {
          number
          builds(first: 1) { totalCount edges { node { entry status trigger digest deployments(first: 1) { edges { node { version environment { name } } } } } } }
        }
      } }
    }
  }
  project(slug: $project) {
    name
    template { name framework }
    builds(first: 5) { edges { node { entry status } } }
    deployments(first: 5) { edges { node { version status service environment { title } build { status project { slug } } } } }
  }
  systems(first: 10) { edges { node { name title health { status } } } }
}`;

const SUBGRAPHS = ['ignis', 'ignition', 'landing', 'slate', 'spark', 'waypoint'];

interface OneAnswer {
  token: {
    usedBy: {
      edges: {
        node: {
          name: string;
          registryEntry: object | null;
          latestVersion: { builds: { edges: { node: { status: string; digest: string | null } }[] } };
        };
      }[];
    };
  } | null;
  project: { name: string; builds: { edges: { node: { status: string } }[] } } | null;
  systems: { edges: { node: { name: string; health: { status: string } } }[] };
}

test('[SHAPE-1] [TOPO-4] one query walks through all six subgraphs, and six processes answer as one process does', async () => {
  await using database = await createDatabase();
  const services = { databaseUrl: database.url };
  let project: string;
  let together: string;
  {
    await using supergraph = await startSupergraph({ services });
    project = await makeHistory(supergraph);
    const before = await callsBySubgraph(supergraph);
    const answer = await supergraph.graphql<OneAnswer>(ONE_ANSWER, { project });
    const calls = await callsBySubgraph(supergraph);
    expect(answer.errors).toBeUndefined();
    expect(SUBGRAPHS.filter((name) => (calls.get(name) ?? 0) > (before.get(name) ?? 0))).toEqual(SUBGRAPHS);
    expect(answer.data).toEqual({
      token: {
        path: 'color.spark.500',
        type: 'COLOR',
        cssVariable: '--color-spark-500',
        cssValue: expect.stringMatching(/^(#|oklch)/),
        usedBy: {
          edges: [
            {
              node: {
                name: 'OneAnswer',
                registryEntry: { name: 'OneAnswer', version: 2 },
                latestVersion: {
                  number: 2,
                  builds: {
                    totalCount: 1,
                    edges: [
                      {
                        node: {
                          entry: 'OneAnswer.tsx',
                          status: 'SUCCEEDED',
                          trigger: 'EVENT',
                          digest: expect.stringMatching(/[0-9a-f]{64}/),
                          deployments: { edges: [{ node: { version: '2.0.0', environment: { name: 'STAGING' } } }] },
                        },
                      },
                    ],
                  },
                },
              },
            },
          ],
        },
      },
      project: {
        name: 'One Answer',
        template: { name: expect.any(String), framework: expect.any(String) },
        builds: { edges: [{ node: { entry: 'index.ts', status: 'SUCCEEDED' } }] },
        deployments: {
          edges: [
            {
              node: {
                version: '1.0.0',
                status: 'PENDING',
                service: null,
                environment: { title: 'Staging' },
                build: { status: 'SUCCEEDED', project: { slug: project } },
              },
            },
          ],
        },
      },
      systems: {
        edges: expect.arrayContaining(
          SUBGRAPHS.map((name) => ({ node: { name: name.toUpperCase(), title: expect.any(String), health: { status: 'UP' } } })),
        ),
      },
    });
    expect(answer.data.systems.edges).toHaveLength(6);
    together = JSON.stringify(answer.data);
    await supergraph.stop();
  }

  await using supergraph = await startSupergraph({ services, topology: 'processes' });
  expect(new Set([...SUBGRAPHS, 'gateway'].map((part) => supergraph.processOf(part as 'gateway')))).toHaveProperty('size', 7);
  await allUp(supergraph);
  const answer = await supergraph.graphql<OneAnswer>(ONE_ANSWER, { project });
  expect(answer.errors).toBeUndefined();
  expect(JSON.stringify(answer.data)).toBe(together);
  await supergraph.stop();
});

/** A component of two versions, a project, and builds and deployments of both; returns the project's slug once all events have arrived. */
async function makeHistory(supergraph: Supergraph): Promise<string> {
  await saveComponent(supergraph, 'OneAnswer', ['--color-spark-500']);
  const component = await saveComponent(supergraph, 'OneAnswer', ['--color-spark-500']);
  const project = await createProject(supergraph, 'One Answer');
  const build = await startBuild(supergraph, project.id);
  await recordDeployment(supergraph, { project: project.id, build: build.id, version: '1.0.0' });
  const componentBuild = await waitFor(() => buildOf(supergraph, component.latestVersion.id), {
    timeout: 20_000,
    what: 'the build of the component',
  });
  await recordDeployment(supergraph, { build: componentBuild, service: 'one-answer', version: '2.0.0' });
  await waitFor(
    async () => {
      const { data } = await supergraph.graphql<OneAnswer>(ONE_ANSWER, { project: project.slug });
      const used = data.token?.usedBy.edges[0]?.node;
      const builds = [...(used?.latestVersion.builds.edges ?? []), ...(data.project?.builds.edges ?? [])];
      return used?.registryEntry && builds.length === 2 && builds.every(({ node }) => node.status === 'SUCCEEDED');
    },
    { timeout: 30_000, what: 'the events of the component to arrive and its builds to end' },
  );
  await allUp(supergraph);
  return project.slug;
}

async function buildOf(supergraph: Supergraph, componentVersion: string): Promise<string | undefined> {
  const document = 'query($filter: BuildFilter) { builds(first: 1, filter: $filter) { edges { node { id } } } }';
  const { data } = await supergraph.graphql<{ builds: { edges: { node: { id: string } }[] } }>(document, { filter: { componentVersion } });
  return data.builds.edges[0]?.node.id;
}

async function allUp(supergraph: Supergraph): Promise<void> {
  await waitFor(
    async () => {
      const { data } = await supergraph.graphql<OneAnswer>('{ systems(first: 10) { edges { node { name health { status } } } } }');
      return data.systems.edges.length === 6 && data.systems.edges.every(({ node }) => node.health.status === 'UP');
    },
    { timeout: 30_000, what: 'LANDING to see all six up' },
  );
}

/** Operations that the gateway has sent to each subgraph. */
async function callsBySubgraph(supergraph: Supergraph): Promise<Map<string, number>> {
  const text = await (await fetch(`${supergraph.gatewayUrl}/metrics`)).text();
  const lines = text.matchAll(/^wissil_gateway_subgraph_calls_total\{[^}]*subgraph="(\w+)"[^}]*\} (\d+)/gm);
  return new Map(Array.from(lines, ([, name, count]) => [name as string, Number(count)]));
}
