import type { IncomingMessage } from 'node:http';
import { WissilError } from '@wissil/platform/errors';
import { assertSameOrigin, discardBody, readBody } from '@wissil/platform/http';

const MOST_BYTES = 8_192;
const LONGEST_VALUE = 1_000;

/** The first value of each name, or the empty text. */
export type Form = (name: string) => string;

/**
 * A form of one of nocturnaID's own pages; who reads it looks at its token (FormTokens).
 * @throws WissilError CSRF_PREVENTED, PAYLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, BAD_REQUEST
 */
export async function readForm(request: IncomingMessage, origin: string): Promise<Form> {
  try {
    assertSentFrom(request, origin);
  } catch (error) {
    discardBody(request);
    throw error;
  }
  const form = new URLSearchParams((await readBody(request, MOST_BYTES)).toString('utf8'));
  return (name) => (form.get(name) ?? '').slice(0, LONGEST_VALUE);
}

function assertSentFrom(request: IncomingMessage, origin: string): void {
  assertSameOrigin(request, [origin]);
  const { origin: sentFrom, 'content-type': type = '' } = request.headers;
  if (sentFrom !== undefined && sentFrom !== origin) {
    throw new WissilError('CSRF_PREVENTED', `Open this page at ${origin}, and send the form from there.`);
  }
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) {
    throw new WissilError('UNSUPPORTED_MEDIA_TYPE', 'Send the form as browsers do.');
  }
}
