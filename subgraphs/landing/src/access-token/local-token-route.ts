import type { AuditTrail } from '@wissil/platform/audit';
import {
  anonymousFrom,
  callerOf,
  type InstallationSecret,
  LOCAL_TOKEN_REQUEST_BYTES,
  LOCAL_TOKENS_PATH,
  sealToken,
  verifyDemand,
} from '@wissil/platform/auth';
import { type WissilError } from '@wissil/platform/errors';
import { readBody, respondJson } from '@wissil/platform/http';
import type { RestRoute } from '@wissil/platform/subgraph';
import type { LocalTokens } from './local-token.ts';

const OPERATION = 'create-local-access-token';

/** `POST /internal/access-tokens`: what `npm run access-token` asks. The signature of the request says that it may (auth/local-token.ts). */
export function localTokenRoute(options: { localTokens: LocalTokens; secret: InstallationSecret; audit: AuditTrail }): RestRoute {
  const { localTokens, secret, audit } = options;
  return {
    method: 'POST',
    path: LOCAL_TOKENS_PATH,
    permission: 'public',
    async handle(request, response, { requestId }) {
      const address = request.socket.remoteAddress ?? '';
      const body = await readBody(request, LOCAL_TOKEN_REQUEST_BYTES);
      const verified = await verifyDemand(secret, body.toString('utf8')).catch(async (error: unknown) => {
        const { code } = error as WissilError;
        await audit.note({ caller: anonymousFrom(address), requestId }, { operation: OPERATION, outcome: 'DENIED', code });
        throw error;
      });
      const granted = await audit.around(
        { caller: serviceAt(address), requestId },
        { operation: OPERATION, input: verified.demand },
        async () => {
          const { accessToken, secret: token } = await localTokens.grant(verified);
          return { id: accessToken.id, token };
        },
      );
      respondJson(response, 201, { sealed: await sealToken(secret, granted.token) });
    },
  };
}

/** Who can read the secret acts as the installation itself. */
function serviceAt(address: string) {
  return callerOf(
    { kind: 'service', subject: 'access-token', name: 'npm run access-token', role: 'ADMIN', actions: [], credential: '', expiresAt: 0 },
    address,
  );
}
