import { composeServices } from '@apollo/composition';
import { GraphQLError, parse } from 'graphql';

export interface SubgraphDefinition {
  name: string;
  /** Where its GraphQL endpoint is by default. */
  url: string;
  sdl: string;
}

export interface ComposedSupergraph {
  sdl: string;
  /** Things that compose and may still not be meant; one sentence each. */
  hints: readonly string[];
}

/** Why subgraphs do not compose: one entry for each problem, naming the subgraphs and, where known, line and column in their SDL. */
export class CompositionFailed extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The subgraphs do not compose:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
    this.name = 'CompositionFailed';
    this.problems = problems;
  }
}

/** The result does not depend on the order of the subgraphs. Throws CompositionFailed. */
export function composeSupergraph(subgraphs: readonly SubgraphDefinition[]): ComposedSupergraph {
  if (subgraphs.length === 0) throw new CompositionFailed(['There is no subgraph to compose.']);
  const problems: string[] = [];
  const services = [...subgraphs]
    .sort((left, right) => (left.name < right.name ? -1 : 1))
    .flatMap(({ name, url, sdl }) => {
      try {
        return [{ name, url, typeDefs: parse(sdl) }];
      } catch (error) {
        problems.push(describe(error, name));
        return [];
      }
    });
  if (problems.length > 0) throw new CompositionFailed(problems);
  const result = composeServices(services);
  if (result.errors !== undefined) throw new CompositionFailed(result.errors.map((error) => describe(error)));
  return { sdl: result.supergraphSdl, hints: result.hints.map((hint) => hint.message) };
}

function describe(error: unknown, subgraph?: string): string {
  if (!(error instanceof GraphQLError)) return `${subgraph === undefined ? '' : `[${subgraph}] `}${String(error)}`;
  const code = typeof error.extensions['code'] === 'string' ? ` (${error.extensions['code']})` : '';
  const prefix = subgraph === undefined ? '' : `[${subgraph}] `;
  return `${prefix}${error.message}${code}${places(error, subgraph)}`;
}

/** Composition hangs the name of the subgraph onto the nodes that it blames. */
function places(error: GraphQLError, subgraph: string | undefined): string {
  const found = (error.nodes ?? []).flatMap((node) => {
    const name = (node as { subgraph?: string }).subgraph ?? subgraph;
    const start = node.loc?.startToken;
    return start === undefined ? [] : [`${name ?? 'subgraph'}:${String(start.line)}:${String(start.column)}`];
  });
  const located = error.locations?.map(({ line, column }) => `${subgraph ?? 'subgraph'}:${String(line)}:${String(column)}`) ?? [];
  const all = [...new Set(found.length > 0 ? found : located)];
  return all.length === 0 ? '' : ` at ${all.join(', ')}`;
}
