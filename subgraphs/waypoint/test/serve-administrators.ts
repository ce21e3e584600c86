import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { assertService, IdentityVerifier, type InstallationSecret } from '@wissil/platform/auth';

export interface AdministratorServer extends AsyncDisposable {
  url: string;
  /** The ids of those who are active; undefined: LANDING fails. */
  administrators: string[] | undefined;
}

/** LANDING, as far as `GET /internal/administrators` goes: over HTTP, for services of the installation alone. */
export async function serveAdministrators(secret: InstallationSecret, administrators: string[]): Promise<AdministratorServer> {
  const verifier = new IdentityVerifier(secret);
  const server = createServer((request, response) => {
    assertService(request, verifier).then(
      () => {
        const known = landing.administrators?.map((id) => ({ id, name: id }));
        if (known === undefined) response.writeHead(503).end();
        else if (request.url !== '/internal/administrators') response.writeHead(404).end();
        else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ administrators: known }));
      },
      () => response.writeHead(401).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const landing: AdministratorServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    administrators,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return landing;
}
