import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { assertService, IdentityVerifier, type InstallationSecret } from '@wissil/platform/auth';
import type { MadeArtifact } from './make-artifact.ts';

export interface ArtifactServer extends AsyncDisposable {
  url: string;
  add(artifact: MadeArtifact): void;
  /** The next requests are answered with 503. */
  fail(times: number): void;
  asked: number;
}

/** IGNIS, as far as `GET /internal/artifacts/<digest>` of the contract goes: over HTTP, for services of the installation alone. */
export async function serveArtifacts(secret: InstallationSecret): Promise<ArtifactServer> {
  const artifacts = new Map<string, Buffer>();
  const verifier = new IdentityVerifier(secret);
  let failures = 0;
  let asked = 0;
  const server = createServer((request, response) => {
    const digest = decodeURIComponent(request.url?.split('/').at(-1) ?? '');
    const bytes = artifacts.get(digest);
    asked++;
    assertService(request, verifier).then(
      () => {
        if (failures-- > 0) response.writeHead(503).end();
        else if (!request.url?.startsWith('/internal/artifacts/') || !bytes) response.writeHead(404).end();
        else response.writeHead(200, { 'content-type': 'application/x-tar', 'content-length': bytes.length }).end(bytes);
      },
      () => response.writeHead(401).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    add: ({ digest, bytes }) => void artifacts.set(digest, bytes),
    fail: (times) => (failures = times),
    get asked() {
      return asked;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
