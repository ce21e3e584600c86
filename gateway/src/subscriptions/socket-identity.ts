import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type Caller, type Credential, credentialOf } from '@wissil/platform/auth';
import type { ConnectionServices } from './connection-services.ts';

/** For whom a WebSocket works, and how that is found out again. */
export interface SocketIdentity {
  caller: Caller;
  forwardedHeaders: Readonly<Record<string, string>>;
  /** Undefined where the callers of this gateway need none. */
  credential: Credential | undefined;
}

/**
 * Who opened the socket, by the `authorization` of its `connection_init`, which tools can set where they cannot set headers, or else by the
 * headers of the upgrade request. Rejects as `Admission.admit` does.
 */
export async function identifySocket(
  upgrade: IncomingMessage,
  payload: Readonly<Record<string, unknown>>,
  { admission, forwardedHeaders }: Pick<ConnectionServices, 'admission' | 'forwardedHeaders'>,
): Promise<SocketIdentity> {
  const request = payload['authorization'] === undefined ? upgrade : withAuthorization(upgrade, payload['authorization']);
  const caller = await admission.admit(request, { requestId: randomUUID(), operation: 'GraphQL connection' });
  return { caller, credential: credentialOf(request), forwardedHeaders: forwardedHeaders(upgrade) };
}

/** What is no text is no credential, and does not make the cookie count instead. */
function withAuthorization(request: IncomingMessage, value: unknown): IncomingMessage {
  const authorization = typeof value === 'string' ? value : '';
  return Object.create(request, { headers: { value: { ...request.headers, authorization } } }) as IncomingMessage;
}
