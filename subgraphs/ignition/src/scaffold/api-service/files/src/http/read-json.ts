import type { IncomingMessage } from 'node:http';
import { ServiceError } from './reply.ts';

const LARGEST_BYTES = 64 * 1024;

/** @throws ServiceError 413, 415 or 400 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) {
    throw new ServiceError(415, 'Send JSON, with content-type: application/json.');
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BYTES) {
      throw new ServiceError(413, `The body is larger than ${LARGEST_BYTES / 1024} KiB.`, { headers: { connection: 'close' } });
    }
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    throw new ServiceError(400, 'The body is not valid JSON.');
  }
}
