import type { IncomingMessage } from 'node:http';
import type { AuditTrail } from '@wissil/platform/audit';
import { anonymousFrom, assertService, type IdentityVerifier } from '@wissil/platform/auth';
import { WissilError } from '@wissil/platform/errors';
import { respondJson } from '@wissil/platform/http';
import type { RestRoute } from '@wissil/platform/subgraph';
import type { PrismaClient } from '../../generated/prisma/client.ts';
import { activeAdministrators } from './administrators.ts';

interface AdministratorsRouteOptions {
  db: PrismaClient;
  verifier: IdentityVerifier;
  audit: AuditTrail;
  addressOf(request: IncomingMessage): string;
}

/** `GET /internal/administrators`: who administers the installation, for the services of it that need somebody else's word. */
export function administratorsRoute({ db, verifier, audit, addressOf }: AdministratorsRouteOptions): RestRoute {
  return {
    method: 'GET',
    path: '/internal/administrators',
    permission: 'public',
    async handle(request, response, { requestId }) {
      try {
        await assertService(request, verifier);
      } catch (error) {
        if (!(error instanceof WissilError)) throw error;
        const asked = { caller: anonymousFrom(addressOf(request)), requestId };
        await audit.note(asked, { operation: 'question who administers', outcome: 'DENIED', code: error.code });
        throw error;
      }
      respondJson(response, 200, { administrators: await activeAdministrators(db) });
    },
  };
}
