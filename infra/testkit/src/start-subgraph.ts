import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Caller,
  callerOf,
  type EdgeGuard,
  type Identity,
  IDENTITY_HEADER,
  type IdentityAuthority,
  IdentityClient,
  IdentitySigner,
  IdentityVerifier,
  installationSecret,
  type Role,
  ROLES,
} from '@wissil/platform/auth';
import { type Cache, createCache } from '@wissil/platform/cache';
import { createEventBus, type DomainEvent, type EventBus } from '@wissil/platform/events';
import { createLiveFeed } from '@wissil/platform/feeds';
import { startHttpService } from '@wissil/platform/http';
import { createLogger } from '@wissil/platform/logging';
import {
  SUBGRAPH_NAMES,
  type SubgraphDependencies,
  type SubgraphName,
  type SubgraphProgram,
  type SubgraphServer,
} from '@wissil/platform/subgraph';
import { type ExecutionResult, parse } from 'graphql';
import { REPOSITORY } from './start-program.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface RunningSubgraph extends AsyncDisposable {
  server: SubgraphServer;
  bus: EventBus;
  cache: Cache;
  /** Where it answers over HTTP. */
  url: string;
  /** Those of `SubgraphOptions.events` since the start, oldest first. */
  events: DomainEvent[];
  /** As an administrator, unless somebody else is named. */
  query<Data>(document: string, variables?: Record<string, unknown>, caller?: Caller): Promise<ExecutionResult & { data: Data }>;
  /** What a request to its REST routes says to come from somebody with that role. */
  bearer(role: Role): { authorization: string };
  /** What a request to `/subgraph` says to come from the gateway, for that caller. */
  signed(caller: Caller): Promise<Record<string, string>>;
  /** The SDL that it serves to a gateway. */
  sdl(): Promise<string>;
  /** As disposal does; a second time is nothing. */
  stop(): Promise<void>;
}

export interface SubgraphOptions extends Partial<Pick<SubgraphDependencies, 'version' | 'statementTimeoutMs' | 'dataFolder'>> {
  /** May lead through a fault proxy. */
  databaseUrl: string;
  /** The pattern of the events that are kept. */
  events: string;
  /** The subgraph's own settings. */
  env?: Record<string, string>;
  /** A real cache in the place of the embedded one. */
  redis?: { url: string; keyPrefix: string };
  /** Who lets requests in at all. */
  guard?: EdgeGuard;
  /** Where other systems answer; nobody does at the addresses of the rest. */
  internal?: Partial<Record<SubgraphName, string>>;
}

/** One replica of a subgraph in this process, on a port, as its clients see it. */
export async function startSubgraph<Own>(program: SubgraphProgram<Own>, options: SubgraphOptions): Promise<RunningSubgraph> {
  const { databaseUrl, redis } = options;
  const { name } = program;
  await using opened = new AsyncDisposableStack();
  const logger = createLogger({ level: 'silent', name });
  const bus = opened.adopt(createEventBus({ kind: 'embedded', databaseUrl }, { logger }), (port) => port.close());
  const feeds = opened.adopt(createLiveFeed({ kind: 'embedded', databaseUrl }, { logger }), (port) => port.close());
  const cache = opened.adopt(
    createCache({ redis: redis ? { kind: 'redis', url: redis.url } : { kind: 'embedded' }, keyPrefix: redis?.keyPrefix }),
    (port) => port.close(),
  );
  const secret = installationSecret('the secret of an installation that is only there for a test');
  const signer = new IdentitySigner(secret);
  const identities = new IdentityClient({ authority: ROLE_TOKENS, bus, logger, addressOf: () => '127.0.0.1', guard: options.guard });
  opened.adopt(await identities.listen(), (listening) => listening.stop());
  const folder = opened.adopt(await temporaryFolder(), (temporary) => temporary.remove());
  const assembled = Promise.withResolvers<SubgraphServer>();
  const http = opened.adopt(
    await startHttpService({
      host: '127.0.0.1',
      port: 0,
      logger,
      handler: async (request, response) => {
        if (!(await assembled.promise).handle(request, response)) response.writeHead(404).end();
      },
    }),
    (service) => service.close(0),
  );
  const server = opened.adopt(
    await program.createServer(
      {
        databaseUrl,
        databasePoolSize: 5,
        statementTimeoutMs: options.statementTimeoutMs ?? 5_000,
        cache,
        bus,
        feeds,
        logger,
        version: options.version ?? '1.0.0',
        dataFolder: options.dataFolder ?? folder.path,
        addresses: {
          internal: { ...addresses(() => 'http://127.0.0.1:1'), ...options.internal, [name]: http.url },
          public: addresses((system) => `https://${system}.example.org`),
        },
        bodyLimit: 1_048_576,
        identities,
        verifier: new IdentityVerifier(secret),
        secret,
      },
      program.parseConfig({ ...ANY_PORTS, ...(redis && { REDIS_URL: redis.url }), ...options.env }),
    ),
    (assembledServer) => assembledServer.stop(),
  );
  assembled.resolve(server);
  const events: DomainEvent[] = [];
  await bus.subscribe(options.events, (event) => void events.push(event));
  await server.start();
  const query = async <Data>(document: string, variables?: Record<string, unknown>, caller = testCaller('ADMIN')) =>
    (await server.execute({ document: parse(document), variables, caller, requestId: 'test' })) as ExecutionResult & {
      data: Data;
    };
  const running = opened.move();
  const stop = () => running.disposeAsync();
  return {
    server,
    bus,
    cache,
    url: http.url,
    events,
    query,
    bearer: (role) => ({ authorization: `Bearer ${role}` }),
    signed: async (caller) => ({ [IDENTITY_HEADER]: await signer.tokenFor(caller) }),
    sdl: async () => (await query<{ _service: { sdl: string } }>('{ _service { sdl } }')).data._service.sdl.trimEnd(),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

const ANY_PORTS = { IGNIS_PREVIEW_PORT: '0', WAYPOINT_REGISTRY_PORT: '0', WAYPOINT_RELEASES_PORT: '0' };

/** Somebody with that role, who may do what `actions` leave of it. */
export function testCaller(role: Role, actions?: Identity['actions']): Caller {
  return callerOf(testIdentity(role, actions), '127.0.0.1');
}

function testIdentity(role: Role, actions?: Identity['actions']): Identity {
  const kind = role === 'AGENT' ? 'agent' : 'human';
  return {
    kind,
    subject: `usr_${role.toLowerCase()}`,
    name: role,
    role,
    ...(actions && { actions }),
    credential: `ses_${role.toLowerCase()}`,
    ...(kind === 'agent' && { credentialName: 'test agent' }),
    expiresAt: Number.MAX_SAFE_INTEGER,
  };
}

/** In the place of LANDING, for a subgraph that runs alone: a bearer token is the name of a role. */
const ROLE_TOKENS: IdentityAuthority = {
  resolve: async (credentials) => credentials.map(({ secret }) => (isRole(secret) ? testIdentity(secret) : undefined)),
};

function isRole(text: string): text is Role {
  return ROLES.some((role) => role === text);
}

/** The SDL that the supergraph is composed of, as it is committed. */
export async function contractOf(name: SubgraphName): Promise<string> {
  return (await readFile(join(REPOSITORY, 'schema', 'subgraphs', `${name}.graphql`), 'utf8')).trimEnd();
}

function addresses(addressOf: (name: SubgraphName) => string): Record<SubgraphName, string> {
  return Object.fromEntries(SUBGRAPH_NAMES.map((name) => [name, addressOf(name)])) as Record<SubgraphName, string>;
}
