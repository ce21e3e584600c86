import { startNats, startPostgres, startRedis, startSupergraph, waitFor } from '@wissil/testkit';
import { expect, test } from 'vitest';
import { nothingUnpublished } from '../durability/record.ts';
import { createProject, generateComponent, updateToken } from '../src/operations.ts';

const AWAY = ['waypoint', 'ignis', 'spark'] as const;
const LONG_MS = 180_000;

interface State {
  project: {
    devEnvironment: { status: string } | null;
    pipeline: { runs: { edges: { node: { status: string; commit: string } }[] } } | null;
    environments: { currentDeployment: { version: string } | null }[];
    headCommit: string;
  };
}

test(
  '[FLOW-3] [IGNI-5] [SLATE-4] [SLATE-6] WAYPOINT, IGNIS and SPARK, killed and away while a token is changed and a project made, catch up',
  { timeout: 2 * LONG_MS },
  async () => {
    await using postgres = await startPostgres({ engine: 'debian' });
    await using redis = await startRedis();
    await using nats = await startNats();
    await using supergraph = await startSupergraph({
      services: { databaseUrl: postgres.url, redisUrl: redis.url, natsUrl: nats.url },
      apart: AWAY,
    });
    const ask = async <Data>(document: string): Promise<Data> => {
      const { data, errors } = await supergraph.graphql<Data>(document);
      if (errors) throw new Error(JSON.stringify(errors));
      return data;
    };
    const seen = await generateComponent(supergraph, 'Create a responsive card component');
    expect(seen.status).toBe('SUCCEEDED');

    await Promise.all(AWAY.map((name) => supergraph.apart(name).kill()));
    const { token } = await ask<{ token: { id: string } }>('{ token(path: "color.surface.raised") { id } }');
    await updateToken(supergraph, { id: token.id, value: '{color.spark.100}', description: 'While they were away' });
    const project = await createProject(supergraph, 'Meanwhile', { template: 'component-library', deploymentTarget: 'development' });
    // Everything is said by now, and they have heard nothing of it.
    await nothingUnpublished(postgres.url, ['slate', 'ignition']);
    await Promise.all(AWAY.map((name) => supergraph.apart(name).start()));

    const state = await waitFor(
      async () => {
        const found = await ask<State>(
          `{ project(slug: "${project.slug}") { headCommit devEnvironment { status } environments { currentDeployment { version } }
               pipeline { runs(first: 10) { edges { node { status commit } } } } } }`,
        ).catch(() => undefined);
        return found?.project.devEnvironment?.status === 'READY' && found.project.environments[0]?.currentDeployment ? found : undefined;
      },
      { timeout: LONG_MS, what: 'the environment and the first deployment of what was made meanwhile' },
    );
    expect(state.project.pipeline?.runs.edges.map(({ node }) => node.commit)).toEqual([state.project.headCommit]);

    const { id } = await generateComponent(supergraph, 'Create a responsive card component');
    const { generation } = await ask<{ generation: { tokens: { cssVariable: string; cssValue: string }[] } }>(
      `{ generation(id: "${id}") { tokens { cssVariable cssValue } } }`,
    );
    const { token: changed } = await ask<{ token: { cssValue: string } }>('{ token(path: "color.surface.raised") { cssValue } }');
    expect(generation.tokens).toContainEqual({ cssVariable: '--color-surface-raised', cssValue: changed.cssValue });
    await supergraph.stop();
  },
);
