import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Launch } from '../machine/run-process.ts';
import { peerProgram } from '../peers.ts';
import { tokenOf } from '../shop/stand-in-landing.ts';

export const WISSIL = fileURLToPath(new URL('./serve-wissil.ts', import.meta.url));
/** As `npm start -w gateway` and the all-in-one start it. */
export const WISSIL_FLAGS = ['--max-semi-space-size=64'];
export const HIVE = peerProgram('node_modules/@graphql-hive/gateway/dist/bin.js');

/** The gateway of which the others' CPU is a multiple. */
export const BASE = 'yoga + @apollo/gateway';

interface GatewayPlace {
  supergraph: string;
  /** Addresses and SDL of the subgraphs, by name. */
  subgraphs: Record<string, string>;
  schemas: Record<string, string>;
  port: number;
  /** Who answers in the place of LANDING. */
  landing: string;
  /** Empty, and gone after the measurement. */
  folder: string;
}

export interface Gateway {
  name: string;
  path: string;
  /** What its requests carry beside the usual headers. */
  headers?: Record<string, string>;
  /** How it is started; undefined where this machine cannot run it. */
  launch(place: GatewayPlace): Launch | undefined;
}

const APOLLO = { NODE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: '1' };

/** Ours first, then the peers of the README; all on their defaults for production, one process each. */
export const GATEWAYS: readonly Gateway[] = [
  wissil(true),
  { name: BASE, path: '/graphql', launch: apollo('src/yoga-apollo.mjs') },
  { name: 'Apollo Server + @apollo/gateway', path: '/', launch: apollo('src/apollo-server.mjs') },
  { name: '@graphql-hive/gateway', path: '/graphql', launch: hive(['--jit']) },
  // --jit makes this pair of versions answer null for every field.
  { name: '@graphql-hive/gateway, Rust planner', path: '/graphql', launch: hive(['--hive-router-runtime']) },
  { name: 'Grafbase (Rust)', path: '/graphql', launch: grafbase },
];

/** @param signedIn whether callers have an access token, LANDING is asked about it, and subgraphs get the signed identity */
export function wissil(signedIn: boolean): Gateway {
  return {
    name: 'WISSIL',
    path: '/graphql',
    ...(signedIn && { headers: { authorization: `Bearer ${tokenOf(1)}` } }),
    launch: ({ supergraph, port, folder, landing }) => ({
      command: process.execPath,
      args: [...WISSIL_FLAGS, WISSIL],
      env: {
        SUPERGRAPH: supergraph,
        GATEWAY_PORT: String(port),
        GATEWAY_DEDUPE: 'false',
        WISSIL_DATA: folder,
        LOG_LEVEL: 'error',
        NODE_ENV: 'production',
        ...(signedIn && { BENCH_LANDING: landing }),
      },
    }),
  };
}

function apollo(program: string): Gateway['launch'] {
  return ({ supergraph, port }) => ({ command: process.execPath, args: [peerProgram(program), supergraph, String(port)], env: APOLLO });
}

function hive(flags: string[]): Gateway['launch'] {
  return ({ supergraph, port }) => ({
    command: process.execPath,
    args: [HIVE, 'supergraph', supergraph, '--host', '127.0.0.1', '--port', String(port), ...flags],
    env: { LOG_LEVEL: 'error', NODE_ENV: 'production' },
  });
}

/** `grafbase dev` is the packaged form of the gateway that npm carries; it composes the subgraphs' schemas itself. */
function grafbase({ subgraphs, schemas, port, folder }: GatewayPlace): Launch | undefined {
  const binary = peerProgram('node_modules/@grafbase/cli-x86_64-unknown-linux-musl/grafbase');
  if (process.arch !== 'x64' || !existsSync(binary)) return undefined;
  chmodSync(binary, 0o755);
  const sections = Object.entries(subgraphs).map(([name, url]) => {
    const schema = join(folder, `${name}.graphql`);
    writeFileSync(schema, schemas[name] ?? '');
    return `[subgraphs.${name}]\nurl = "${url}"\nschema_path = "${schema}"\n`;
  });
  const config = join(folder, 'grafbase.toml');
  writeFileSync(config, `[graph]\nintrospection = true\n\n${sections.join('\n')}`);
  return {
    command: binary,
    args: ['--home', folder, 'dev', '--config', config, '--listen-address', `127.0.0.1:${port}`],
    env: { HOME: folder },
  };
}
