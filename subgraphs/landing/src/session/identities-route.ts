import type { IncomingMessage } from 'node:http';
import type { AuditTrail } from '@wissil/platform/audit';
import {
  anonymousFrom,
  assertService,
  IDENTITIES_PATH,
  identitiesQuestion,
  type IdentityAuthority,
  type IdentityVerifier,
} from '@wissil/platform/auth';
import { WissilError } from '@wissil/platform/errors';
import { discardBody, readBody, respondJson } from '@wissil/platform/http';
import type { RestRoute } from '@wissil/platform/subgraph';

const MOST_BYTES = 256 * 1024;

interface IdentitiesRouteOptions {
  authority: IdentityAuthority;
  verifier: IdentityVerifier;
  audit: AuditTrail;
  addressOf(request: IncomingMessage): string;
}

/** `POST /internal/identities`: what services of the installation in other processes ask (platform/auth, remoteAuthority). */
export function identitiesRoute({ authority, verifier, audit, addressOf }: IdentitiesRouteOptions): RestRoute {
  return {
    method: 'POST',
    path: IDENTITIES_PATH,
    permission: 'public',
    async handle(request, response, { requestId }) {
      try {
        await assertService(request, verifier);
      } catch (error) {
        discardBody(request);
        if (!(error instanceof WissilError)) throw error;
        const asked = { caller: anonymousFrom(addressOf(request)), requestId };
        await audit.note(asked, { operation: 'question who somebody is', outcome: 'DENIED', code: error.code });
        throw error;
      }
      const question = identitiesQuestion.safeParse(parseJson(await readBody(request, MOST_BYTES)));
      if (!question.success) throw new WissilError('BAD_REQUEST', 'The question is not { use, credentials: [{ kind, secret }] }.');
      const { credentials, use } = question.data;
      const identities = await authority.resolve(credentials, use);
      respondJson(response, 200, { identities: identities.map((identity) => identity ?? null) });
    },
  };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
