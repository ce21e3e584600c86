/** Close codes of graphql-transport-ws, and one of ours: clients reconnect after SLOW_CONSUMER, GOING_AWAY and TRY_AGAIN_LATER, and give up after the others. */
export const CLOSE_CODES = {
  GOING_AWAY: 1001,
  /** Of the registry of RFC 6455: who the client is cannot be found out at the moment. */
  TRY_AGAIN_LATER: 1013,
  BAD_MESSAGE: 4400,
  UNAUTHORIZED: 4401,
  FORBIDDEN: 4403,
  SUBPROTOCOL_NOT_ACCEPTABLE: 4406,
  CONNECTION_INIT_TIMEOUT: 4408,
  SUBSCRIBER_EXISTS: 4409,
  /** Not of the protocol: the client does not read what it subscribed to. It should connect again and refetch. */
  SLOW_CONSUMER: 4413,
  TOO_MANY_INITS: 4429,
  INTERNAL: 4500,
} as const;

export type CloseCode = (typeof CLOSE_CODES)[keyof typeof CLOSE_CODES];

/** RFC 6455 section 5.5: a control frame's payload is at most 125 bytes, two of which are the code. */
const MAX_REASON_BYTES = 123;

/** Cut to what fits into a close frame, never within a character. */
export function closeReason(reason: string): string {
  const bytes = Buffer.from(reason);
  if (bytes.length <= MAX_REASON_BYTES) return reason;
  let end = MAX_REASON_BYTES;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}
