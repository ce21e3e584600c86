import type { IncomingMessage } from 'node:http';
import { WissilError } from '@wissil/platform/errors';
import { readBody } from '@wissil/platform/http';
import { HttpRefusal } from './http-refusal.ts';

/** The body as text. Rejects with an HttpRefusal as soon as the limit is known to be passed, and when the client stops in the middle. */
export async function readText(request: IncomingMessage, maxBytes: number): Promise<string> {
  const body = await readBody(request, maxBytes).catch((error: unknown) => {
    if (!(error instanceof WissilError)) throw error;
    const tooLarge = error.code === 'PAYLOAD_TOO_LARGE';
    throw new HttpRefusal(error.code, tooLarge ? `The body of the request is larger than ${maxBytes} bytes.` : error.message);
  });
  return body.toString('utf8');
}
