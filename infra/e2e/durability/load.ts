import { setTimeout as delay } from 'node:timers/promises';
import { createProject, type Graph, isOutage, recordDeployment, saveComponent, updateToken } from '../src/operations.ts';

/** What the graph has acknowledged, by kind. */
export interface Acknowledged {
  componentVersions: { id: string; componentId: string; number: number }[];
  projects: string[];
  tokens: { id: string; version: number }[];
  deployments: string[];
}

export interface LoadOptions {
  /** Mutations to be acknowledged. */
  total: number;
  concurrency: number;
}

export interface Load {
  readonly acknowledged: Acknowledged;
  readonly count: number;
  /** Requests that ended without an acknowledgement; what they did is unknown. */
  readonly unanswered: string[];
  /** Resolves when so many have been acknowledged. */
  reaches(count: number): Promise<void>;
  /** Rejects when a mutation was refused as if it were wrong. */
  readonly done: Promise<void>;
}

/** Pauses between attempts while nothing answers, so that an outage does not become a busy loop. */
const PAUSE_AFTER_FAILURE_MS = 250;
const COMPONENTS = 25;
const PROJECT_EVERY = 25;

interface EditableToken {
  id: string;
  value: unknown;
}

/** Sends a mix of mutations until `total` are acknowledged. */
export async function startLoad(graph: Graph, { total, concurrency }: LoadOptions): Promise<Load> {
  const acknowledged: Acknowledged = { componentVersions: [], projects: [], tokens: [], deployments: [] };
  const unanswered: string[] = [];
  const waiting = new Set<{ count: number; resolve(): void }>();
  const tokens = await editableTokens(graph);
  let attempts = 0;
  let count = 0;

  const mutations = [
    async (attempt: number) => {
      const { id, latestVersion } = await saveComponent(graph, `Load${attempt % COMPONENTS}`);
      acknowledged.componentVersions.push({ ...latestVersion, componentId: id });
    },
    async (attempt: number) => {
      const token = tokens[attempt % tokens.length] as EditableToken;
      acknowledged.tokens.push(await updateToken(graph, { ...token, description: `Load ${attempt}` }));
    },
    async (attempt: number) =>
      void acknowledged.deployments.push((await recordDeployment(graph, { service: 'load', version: `0.0.${attempt}` })).id),
  ];
  // Of a project comes an environment with its packages: seconds of work where the others are milliseconds.
  const project = async (attempt: number) => void acknowledged.projects.push((await createProject(graph, `Load ${attempt}`)).id);
  const work = async () => {
    while (count < total) {
      const attempt = attempts++;
      try {
        await (attempt % PROJECT_EVERY === 0 ? project : mutations[attempt % mutations.length])?.(attempt);
        count += 1;
        for (const each of waiting) if (count >= each.count) each.resolve();
      } catch (error) {
        if (!isOutage(error)) throw error;
        unanswered.push(String(error));
        await delay(PAUSE_AFTER_FAILURE_MS);
      }
    }
  };
  const done = Promise.all(Array.from({ length: concurrency }, work)).then(() => undefined);
  done.catch(() => undefined);
  return {
    acknowledged,
    unanswered,
    done,
    get count() {
      return count;
    },
    async reaches(wanted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.add({ count: wanted, resolve });
      await Promise.race([promise, done]);
    },
  };
}

async function editableTokens(graph: Graph): Promise<EditableToken[]> {
  const { data } = await graph.graphql<{ tokens: { edges: { node: EditableToken }[] } }>(
    '{ tokens(first: 8, filter: { type: DURATION }) { edges { node { id value } } } }',
  );
  return data.tokens.edges.map(({ node: { id, value } }) => ({ id, value }));
}
