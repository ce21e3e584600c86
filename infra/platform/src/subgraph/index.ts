export { type Addresses, addressSettings, resolveAddresses } from './addresses.ts';
export { assembleSubgraph, type RestCaller, type RestRoute, type SubgraphDependencies, type SubgraphParts } from './assemble-subgraph.ts';
export {
  type Announcements,
  openSubgraphPort,
  runSubgraph,
  subgraphDependencies,
  subgraphProcessSettings,
  type SubgraphProgram,
  WEB_FOLDER,
} from './run-subgraph.ts';
export { prepareSubgraphDatabase } from './subgraph-database.ts';
export { SUBGRAPH_NAMES, type SubgraphName, type SubgraphRequest, type SubgraphServer } from './subgraph-server.ts';
export { type Identities, lateAuthority, openIdentities } from './open-identities.ts';
