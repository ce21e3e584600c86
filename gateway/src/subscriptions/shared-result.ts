import { textFrameHeader } from './websocket-frame.ts';

const NEXT_PREFIX = Buffer.from('{"type":"next","payload":');
const STREAM_PREFIX = Buffer.from('event: next\ndata: ');
const STREAM_END = Buffer.from('\n\n');

/**
 * The response to one event, serialized once for everybody who gets it. A `next` message carries its operation id last, so that every byte
 * before the id is shared; only the length in the frame's header depends on how long the id is. A receiver that lags holds references.
 */
export class SharedResult {
  /** JSON of an ExecutionResult, in UTF-8. */
  readonly body: Buffer;
  readonly #heads = new Map<number, Buffer>();
  #eventStreamChunk: Buffer | undefined;

  constructor(body: string) {
    this.body = Buffer.from(body);
  }

  /** What goes before `body` and a tail of so many bytes in one WebSocket frame. */
  websocketHead(tailBytes: number): Buffer {
    let head = this.#heads.get(tailBytes);
    if (head === undefined) {
      head = Buffer.concat([textFrameHeader(NEXT_PREFIX.length + this.body.length + tailBytes), NEXT_PREFIX]);
      this.#heads.set(tailBytes, head);
    }
    return head;
  }

  /** One `next` event of GraphQL over SSE. */
  get eventStreamChunk(): Buffer {
    this.#eventStreamChunk ??= Buffer.concat([STREAM_PREFIX, this.body, STREAM_END]);
    return this.#eventStreamChunk;
  }
}

/** What goes after `body` in every `next` message of one operation. */
export function nextTail(operationId: string): Buffer {
  return Buffer.from(`,"id":${JSON.stringify(operationId)}}`);
}
