import { composeSupergraph } from '@wissil/gateway/compose';
import { DEFAULT_PORTS } from '@wissil/platform/config';
import { SUBGRAPH_NAMES, type SubgraphName } from '@wissil/platform/subgraph';
import { graphql, type GraphQLSchema, lexicographicSortSchema, printSchema } from 'graphql';
import { apiSchemaOf } from './api-schema.ts';
import { CONFIGURATION_PATH, renderConfigurationPage } from './configuration-page.ts';
import { PERMISSIONS_PATH, renderPermissionsPage } from './permissions-page.ts';

/** Text of each generated file, by its path from the repository's root. */
export type Contract = ReadonlyMap<string, string>;

export const API_PATH = 'schema/api.graphql';

/** The contract as the code says it. Throws when a subgraph's schema cannot be built or the six do not compose. */
export async function contractFromCode(): Promise<Contract> {
  const subgraphs = await Promise.all(
    SUBGRAPH_NAMES.map(async (name) => ({ name, url: `http://127.0.0.1:${DEFAULT_PORTS[name]}/subgraph`, sdl: await printSubgraph(name) })),
  );
  const supergraph = composeSupergraph(subgraphs);
  return new Map([
    ...subgraphs.map(({ name, sdl }) => [`schema/subgraphs/${name}.graphql`, withNewline(sdl)] as const),
    ['schema/supergraph.graphql', withNewline(supergraph.sdl)],
    [CONFIGURATION_PATH, await renderConfigurationPage()],
    [PERMISSIONS_PATH, await renderPermissionsPage()],
    [API_PATH, withNewline(printSchema(lexicographicSortSchema(apiSchemaOf(supergraph.sdl))))],
  ]);
}

/** The SDL that the subgraph itself serves to a gateway, federation directives included. */
async function printSubgraph(name: SubgraphName): Promise<string> {
  const { schema } = (await import(`@wissil/${name}/schema`)) as { schema: GraphQLSchema };
  const { data, errors } = await graphql({ schema, source: '{ _service { sdl } }' });
  const sdl = (data?.['_service'] as { sdl?: string } | undefined)?.sdl;
  if (!sdl)
    throw new Error(
      `@wissil/${name}/schema does not print its SDL: ${errors?.map((error) => error.message).join(' ') ?? 'no _service field'}`,
    );
  return sdl;
}

function withNewline(text: string): string {
  return `${text.trimEnd()}\n`;
}
