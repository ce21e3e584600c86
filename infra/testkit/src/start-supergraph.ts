import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Caller } from '@wissil/platform/auth';
import { SUBGRAPH_NAMES, type SubgraphName } from '@wissil/platform/subgraph';
import { guard } from './cleanup-guard.ts';
import { freePorts } from './free-port.ts';
import { askGraph, type GraphAnswer } from './graph-request.ts';
import { commandOf, isRunning, killAll, processTree } from './process-tree.ts';
import { type Program, type ProgramEnd, startProgram } from './start-program.ts';
import { testCaller } from './start-subgraph.ts';
import { type PersonRole, SupergraphIdentities, type TestSession, type TokenOptions } from './supergraph-identities.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Real servers in the place of embedded parts. */
export interface SupergraphServices {
  databaseUrl?: string;
  redisUrl?: string;
  natsUrl?: string;
}

export interface SupergraphOptions {
  /** `together`, the default: one process. `processes`: each subgraph and the gateway as a process of its own, under one supervisor. */
  topology?: 'together' | 'processes';
  services?: SupergraphServices;
  /** By default a temporary one, gone when the supergraph is disposed of. */
  dataFolder?: string;
  /** Further settings; they win. */
  env?: Readonly<Record<string, string>>;
  /** Subgraphs that run beside the program, each in a process that the test stops and starts. They need `services.databaseUrl`. */
  apart?: readonly SubgraphName[];
}

/** What `npm start` starts, on free ports, as its users see it. */
export interface Supergraph extends AsyncDisposable {
  /** LANDING. */
  readonly url: string;
  readonly gatewayUrl: string;
  readonly urls: Readonly<Record<SubgraphName, string>>;
  readonly dataFolder: string;
  /** Of the PostgreSQL that it uses now, the embedded one unless another was given. */
  readonly databaseUrl: string;
  /** The settings of its processes. */
  readonly env: Readonly<Record<string, string>>;
  /** The program that runs now, or ran last. */
  readonly program: Program;
  /** Milliseconds from the start of the process to its ready line, of the newest start. */
  readonly readyAfterMs: number;
  /** With an access token; that of an administrator, unless another is given. */
  graphql<Data = Record<string, unknown>>(
    document: string,
    variables?: Record<string, unknown>,
    token?: string,
  ): Promise<GraphAnswer<Data>>;
  /** The headers of a request by an administrator. */
  authorization(): Promise<{ authorization: string }>;
  /** The headers of a request to `/subgraph` as the gateway makes it for that caller, an administrator by default. */
  signed(caller?: Caller): Promise<Record<string, string>>;
  /** A new access token of somebody with that role. */
  token(role: PersonRole, options?: TokenOptions): Promise<string>;
  /** A new person of that role, signed in. */
  session(role: PersonRole): Promise<TestSession>;
  /** The process of one part of the topology `processes`. */
  processOf(part: SubgraphName | 'gateway'): number;
  /** Every process of it that runs, the embedded PostgreSQL's included. */
  processes(): number[];
  /** SIGKILL to every process at once; with `postgres` also to the embedded PostgreSQL, which otherwise survives. */
  kill(options?: { postgres?: boolean }): Promise<void>;
  /** Ctrl-C; rejects unless it drains and ends with exit code 0. */
  stop(): Promise<ProgramEnd>;
  /** Starts the program again on the same ports and data, after `kill` or `stop`. */
  start(): Promise<void>;
  /** One of the subgraphs `apart`. */
  apart(name: SubgraphName): ApartSubgraph;
}

export interface ApartSubgraph {
  readonly pid: number;
  readonly running: boolean;
  /** Resolves when it answers. */
  start(): Promise<void>;
  kill(): Promise<void>;
  stop(): Promise<ProgramEnd>;
}

const READY = /WISSIL is ready after [\d.]+ s: (\S+)/;

export async function startSupergraph(options: SupergraphOptions = {}): Promise<Supergraph> {
  const { topology = 'together', services = {}, apart = [] } = options;
  if (apart.length > 0 && !services.databaseUrl)
    throw new Error('subgraphs apart need services.databaseUrl: the embedded database is for one program');
  const folder = options.dataFolder === undefined ? await temporaryFolder() : undefined;
  const dataFolder = options.dataFolder ?? folder?.path ?? '';
  const { env, urls, gatewayUrl } = await settingsOf(services, dataFolder);
  Object.assign(env, options.env);
  const outside = Object.fromEntries(apart.map((name) => [`SUBGRAPH_${name.toUpperCase()}_URL`, `${urls[name]}/subgraph`]));
  const besides = new Map(apart.map((name) => [name, apartSubgraph(name, { env: { ...env, GATEWAY_URL: gatewayUrl }, url: urls[name] })]));

  const identities = new SupergraphIdentities(urls.landing, dataFolder);
  let program: Program | undefined;
  let readyAfterMs = 0;
  let unguardPostgres = () => {};
  const current = () => {
    if (!program) throw new Error('the supergraph has not been started');
    return program;
  };
  const postgres = () => {
    const pid = embeddedPostgres(dataFolder);
    return pid === undefined ? [] : processTree(pid);
  };
  const start = async () => {
    const begun = performance.now();
    program = startProgram({
      script: 'infra/start/src/main.ts',
      args: topology === 'processes' ? ['--separate'] : [],
      env: { ...env, ...outside },
    });
    await program.says(READY);
    readyAfterMs = performance.now() - begun;
    unguardPostgres();
    const pid = embeddedPostgres(dataFolder);
    unguardPostgres = pid === undefined ? () => {} : guard('process', pid);
  };
  const processes = () => [...new Set([...processTree(current().pid), ...postgres()])];
  const kill = async ({ postgres: withPostgres = false } = {}) => {
    const spared = withPostgres ? [] : postgres();
    const pids = processes().filter((pid) => !spared.includes(pid));
    await killAll(pids);
    await current().ended;
  };
  const dispose = async () => {
    if (program) await kill({ postgres: true });
    await Promise.all([...besides.values()].map((subgraph) => subgraph.kill()));
    unguardPostgres();
    await folder?.remove();
  };

  try {
    await Promise.all([...besides.values()].map((subgraph) => subgraph.start()));
    await start();
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    url: urls.landing,
    gatewayUrl,
    urls,
    dataFolder,
    env,
    get databaseUrl() {
      return services.databaseUrl ?? embeddedUrl(dataFolder);
    },
    get program() {
      return current();
    },
    get readyAfterMs() {
      return readyAfterMs;
    },
    async graphql(document, variables, token) {
      const headers = { authorization: `Bearer ${token ?? (await identities.administrator())}` };
      return askGraph(`${gatewayUrl}/graphql`, document, { ...(variables && { variables }), headers });
    },
    authorization: async () => ({ authorization: `Bearer ${await identities.administrator()}` }),
    signed: (caller = testCaller('ADMIN')) => identities.signed(caller),
    token: (role, tokenOptions) => identities.token(role, tokenOptions),
    session: (role) => identities.session(role),
    processOf: (part) => partOf(current().pid, part),
    processes,
    kill,
    async stop() {
      const end = await current().stop();
      if (end.code !== 0)
        throw new Error(`the supergraph ended with ${end.signal ?? `exit code ${end.code}`} after Ctrl-C:\n${end.output}`);
      return end;
    },
    start,
    apart(name) {
      const subgraph = besides.get(name);
      if (!subgraph) throw new Error(`${name} does not run apart: name it in the options`);
      return subgraph;
    },
    [Symbol.asyncDispose]: dispose,
  };
}

async function settingsOf({ databaseUrl, redisUrl, natsUrl }: SupergraphServices, dataFolder: string) {
  const [gatewayPort, previewPort, registryPort, releasesPort, ...ports] = await freePorts(4 + SUBGRAPH_NAMES.length);
  const portOf = (index: number) => String(ports[index]);
  const env: Record<string, string> = {
    WISSIL_DATA: dataFolder,
    GATEWAY_PORT: String(gatewayPort),
    IGNIS_PREVIEW_PORT: String(previewPort),
    WAYPOINT_REGISTRY_PORT: String(registryPort),
    WAYPOINT_RELEASES_PORT: String(releasesPort),
    ...Object.fromEntries(SUBGRAPH_NAMES.map((name, index) => [`${name.toUpperCase()}_PORT`, portOf(index)])),
    ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
    ...(redisUrl ? { REDIS_URL: redisUrl } : {}),
    ...(natsUrl ? { NATS_URL: natsUrl } : {}),
  };
  const urls = Object.fromEntries(SUBGRAPH_NAMES.map((name, index) => [name, `http://127.0.0.1:${portOf(index)}`])) as Record<
    SubgraphName,
    string
  >;
  return { env, urls, gatewayUrl: `http://127.0.0.1:${gatewayPort}` };
}

function apartSubgraph(name: SubgraphName, { env, url }: { env: Record<string, string>; url: string }): ApartSubgraph {
  let program: Program | undefined;
  return {
    get pid() {
      return program?.pid ?? 0;
    },
    get running() {
      return program?.running ?? false;
    },
    async start() {
      // The level of its ready line.
      program = startProgram({ script: `subgraphs/${name}/src/main.ts`, env: { ...env, LOG_LEVEL: 'info' } });
      await program.says(new RegExp(`"url":"${url}".*"ready"`));
    },
    async kill() {
      await program?.kill();
    },
    async stop() {
      if (!program) throw new Error(`${name} has not been started`);
      return program.stop('SIGTERM');
    },
  };
}

function partOf(supervisor: number, part: SubgraphName | 'gateway'): number {
  const script = part === 'gateway' ? 'gateway/src/main.ts' : `subgraphs/${part}/src/main.ts`;
  const found = processTree(supervisor).find((pid) => commandOf(pid).endsWith(script));
  if (found === undefined) throw new Error(`${part} has no process of its own now`);
  return found;
}

function embeddedUrl(dataFolder: string): string {
  const password = readFileSync(join(dataFolder, 'postgres.password'), 'utf8').trim();
  return `postgresql://wissil:${password}@127.0.0.1:${postmasterFile(dataFolder)[3]}/postgres`;
}

/** The process id of the embedded PostgreSQL, if it runs. */
function embeddedPostgres(dataFolder: string): number | undefined {
  try {
    const pid = Number(postmasterFile(dataFolder)[0]);
    return pid > 1 && isRunning(pid) && commandOf(pid).includes('postgres') ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Lines: process id, folder, start time, port, … */
function postmasterFile(dataFolder: string): string[] {
  return readFileSync(join(dataFolder, 'postgres', 'postmaster.pid'), 'utf8').split('\n');
}
