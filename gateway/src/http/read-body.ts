import type { IncomingMessage } from 'node:http';
import { HttpRefusal } from './http-refusal.ts';

/** The rest of a refused body is let in, so that the client reads the refusal; a client that goes on beyond this is cut off. */
const MAX_DRAINED_BYTES = 64 * 1024 * 1024;

/** Rejects with an HttpRefusal as soon as the limit is known to be passed, and when the client stops in the middle. */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
      reject(tooLarge(maxBytes));
      drain(request);
      return;
    }
    const chunks: Buffer[] = [];
    let bytes = 0;
    const onData = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes <= maxBytes) {
        chunks.push(chunk);
        return;
      }
      request.off('data', onData);
      reject(tooLarge(maxBytes));
      drain(request);
    };
    request.on('data', onData);
    request.once('end', () => {
      const [first] = chunks;
      resolve((chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks)).toString('utf8'));
    });
    request.once('error', reject);
    request.once('close', () => {
      if (!request.complete) reject(new HttpRefusal('BAD_REQUEST', 'The request ended before its body was complete.'));
    });
  });
}

function drain(request: IncomingMessage): void {
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_DRAINED_BYTES) request.destroy();
  });
  request.on('error', () => request.destroy());
}

function tooLarge(maxBytes: number): HttpRefusal {
  return new HttpRefusal('PAYLOAD_TOO_LARGE', `The body of the request is larger than ${String(maxBytes)} bytes.`);
}
