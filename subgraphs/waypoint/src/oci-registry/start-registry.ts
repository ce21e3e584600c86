import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { InstallationSecret } from '@wissil/platform/auth';
import { discardBody, startHttpService } from '@wissil/platform/http';
import type { Logger } from '@wissil/platform/logging';
import type { RegistryAccount } from '../image/registry-client.ts';
import { BlobStore } from './blob-store.ts';
import { GarbageCollector } from './garbage-collector.ts';
import { ManifestService, type NeededDigests } from './manifest-service.ts';
import { RegistryError } from './registry-error.ts';
import { answer, type RegistryParts } from './registry-router.ts';
import { RepositoryStore } from './repository-store.ts';

export interface RegistryOptions {
  folder: string;
  host: string;
  /** 0: any that is free. */
  port: number;
  /** Who may push. Pulling is open on this machine, and takes the account from elsewhere. */
  account: RegistryAccount;
  isNeeded: NeededDigests;
  logger: Logger;
}

export interface EmbeddedRegistry {
  url: string;
  garbage: GarbageCollector;
  close(): Promise<void>;
}

/** A slow line may take this long for one blob. */
const REQUEST_TIMEOUT_MS = 30 * 60 * 1000;

/** The account that WAYPOINT pushes with: one for each installation. */
export function registryAccount(secret: InstallationSecret): RegistryAccount {
  return { user: 'waypoint', password: secret.derive('oci registry push').toString('base64url') };
}

/** The OCI registry of an installation that has no other (TOPO-4): on disk, by digest, on a port of its own. */
export async function startRegistry({ folder, host, port, account, isNeeded, logger }: RegistryOptions): Promise<EmbeddedRegistry> {
  const blobs = await BlobStore.open(folder);
  const repositories = new RepositoryStore(folder);
  const parts: RegistryParts = { blobs, repositories, manifests: new ManifestService({ blobs, repositories, isNeeded }) };
  const expected = Buffer.from(`Basic ${Buffer.from(`${account.user}:${account.password}`).toString('base64')}`);
  const service = await startHttpService({
    host,
    port,
    logger,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
    handler: async (request, response) => {
      response.setHeader('docker-distribution-api-version', 'registry/2.0');
      // Also with an answer of 200: clients learn from the first one how they can push.
      response.setHeader('www-authenticate', 'Basic realm="WISSIL"');
      try {
        const method = request.method ?? 'GET';
        const open = (method === 'GET' || method === 'HEAD') && isLoopback(request.socket.remoteAddress);
        if (!open && !isAccount(request, expected)) {
          throw new RegistryError(
            'UNAUTHORIZED',
            'Only WAYPOINT pushes to this registry. Pulling needs no account on the machine that it runs on.',
          );
        }
        await answer(parts, { request, response, method, url: new URL(request.url ?? '/', 'http://registry') });
      } catch (error) {
        refuse(request, response, error, logger);
      }
    },
  });
  return { url: service.url, garbage: new GarbageCollector({ blobs, repositories }), close: () => service.close(0) };
}

function isLoopback(address = ''): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}

function isAccount({ headers: { authorization = '' } }: IncomingMessage, expected: Buffer): boolean {
  const given = Buffer.from(authorization);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function refuse(request: IncomingMessage, response: ServerResponse, error: unknown, logger: Logger): void {
  const known = error instanceof RegistryError;
  if (!known && (error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE')
    logger.error({ err: error, url: request.url }, 'the registry failed to answer a request');
  if (response.headersSent) return void response.destroy();
  if (!request.complete) discardBody(request);
  const [status, code, message] = known
    ? [error.status, error.code, error.message]
    : [500, 'UNKNOWN', 'The registry failed; its log says more.'];
  const bytes = Buffer.from(JSON.stringify({ errors: [{ code, message }] }));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': bytes.length });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}
