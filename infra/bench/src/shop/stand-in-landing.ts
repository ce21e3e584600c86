import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { type Credential, IDENTITIES_PATH } from '@wissil/platform/auth';

/** The access token of one of the bench's clients: each number is an engineer of their own. */
export const tokenOf = (client: number): string => `wsl_${String(client).padStart(43, '0')}`;

/** Answers gateways in the place of LANDING on a free port. Resolves with its origin. */
export async function serveStandInLanding(): Promise<string> {
  const server = createServer((request, response) => {
    if (request.url !== IDENTITIES_PATH) return void response.writeHead(404).end();
    void json(request).then((question) => {
      const { credentials } = question as { credentials: Credential[] };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ identities: credentials.map(identityOf) }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function identityOf({ secret }: Credential) {
  const subject = `usr_${secret.slice(4)}`;
  const credential = `act_${secret.slice(4)}`;
  return {
    kind: 'tool',
    subject,
    name: 'bench',
    role: 'ENGINEER',
    credential,
    credentialName: 'bench',
    expiresAt: Date.now() + 86_400_000,
  };
}
