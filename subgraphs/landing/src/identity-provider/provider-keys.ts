import type { InstallationSecret } from '@wissil/platform/auth';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import type { PrismaClient } from '../../generated/prisma/client.ts';
import { openSealed, seal } from './sealed-text.ts';

const PURPOSE = 'keys of the identity provider';

/** The private keys that ID tokens are signed with, the newest first; made when there is none. Processes that start at once agree on one. */
export async function providerKeys(db: PrismaClient, secret: InstallationSecret): Promise<JWK[]> {
  return db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended('wissil provider keys', 0))::text`;
    const known = await tx.providerKey.findMany({ where: { retiredAt: null }, orderBy: { createdAt: 'desc' } });
    if (known.length > 0) return known.map(({ jwk }) => openKey(secret, jwk));
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    const kid = `k${Date.now().toString(36)}`;
    const jwk: JWK = { ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig', kid };
    await tx.providerKey.create({ data: { kid, jwk: seal(secret, PURPOSE, JSON.stringify(jwk)) } });
    return [jwk];
  });
}

function openKey(secret: InstallationSecret, jwk: string): JWK {
  try {
    return JSON.parse(openSealed(secret, PURPOSE, jwk)) as JWK;
  } catch (cause) {
    throw new Error('The keys of the identity provider were encrypted with another secret: give WISSIL_SECRET the value that it had.', {
      cause,
    });
  }
}
