export { freePort, freePorts } from './free-port.ts';
export { askGraph, type GraphAnswer, type GraphError } from './graph-request.ts';
export { liveHeap } from './live-heap.ts';
export { isRunning, killAll, processTree, residentBytes } from './process-tree.ts';
export { createDatabase, sharedNats, sharedRedis, type SharedServer, type TestDatabase } from './shared-servers.ts';
export { startBrowser, type PageOptions, type TestBrowser, type TestPage } from './start-browser.ts';
export { startFaultProxy, type Fault, type FaultProxy } from './start-fault-proxy.ts';
export { startDockerRegistry } from './start-docker-registry.ts';
export { type GitServer, startGitServer } from './start-git-server.ts';
export { startNats } from './start-nats.ts';
export { startPostgres, type PostgresOptions } from './start-postgres.ts';
export { startProgram, type Program, type ProgramEnd, type ProgramOptions, REPOSITORY } from './start-program.ts';
export { startRedis } from './start-redis.ts';
export { startRedisSentinel } from './start-redis-sentinel.ts';
export { contractOf, type RunningSubgraph, startSubgraph, testCaller } from './start-subgraph.ts';
export {
  startSupergraph,
  type ApartSubgraph,
  type Supergraph,
  type SupergraphOptions,
  type SupergraphServices,
} from './start-supergraph.ts';
export { temporaryFolder, type TemporaryFolder } from './temporary-folder.ts';
export type { TestServer } from './test-server.ts';
export { waitFor, type WaitOptions } from './wait-for.ts';
export type { PersonRole, TestSession, TokenOptions } from './supergraph-identities.ts';
