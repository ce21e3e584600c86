import { randomUUID } from 'node:crypto';

/** PostgreSQL takes less than 8,000 bytes; the head of a chunk takes up to 60. */
const chunkBytes = 7_840;

/** The payloads of the notifications that carry one message, each `id index count text`; the id keeps equal messages from being merged. */
export function splitMessage(json: string): string[] {
  const bytes = Buffer.from(json);
  const parts: string[] = [];
  for (let start = 0; start < bytes.length;) {
    let end = Math.min(start + chunkBytes, bytes.length);
    // A character of UTF-8 is not cut in two: continuation bytes are 10xxxxxx.
    while (end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
    parts.push(bytes.toString('utf8', start, end));
    start = end;
  }
  const id = randomUUID();
  return parts.map((part, index) => `${id} ${index} ${parts.length} ${part}`);
}

/** Puts the messages of one channel together again. Chunks of a message arrive in order and unmixed, because they were sent in one transaction. */
export class MessageAssembly {
  #id = '';
  #parts: string[] = [];

  /** The message's JSON once the last chunk is there. A message whose beginning was missed is passed by. */
  add(payload: string): string | undefined {
    const [id = '', index = '', count = ''] = payload.split(' ', 3);
    const part = payload.slice(id.length + index.length + count.length + 3);
    if (index === '0') {
      this.#id = id;
      this.#parts = [];
    }
    if (id !== this.#id || Number(index) !== this.#parts.length) return undefined;
    this.#parts.push(part);
    if (this.#parts.length < Number(count)) return undefined;
    const json = this.#parts.join('');
    this.#parts = [];
    this.#id = '';
    return json;
  }
}
