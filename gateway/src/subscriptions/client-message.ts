import { z } from 'zod';

const anyObject = z.record(z.string(), z.unknown());
/** Long enough for any UUID or counter; short enough that ids cost no memory worth naming. */
const operationId = z.string().min(1).max(256);

const subscribePayload = z
  .looseObject({
    query: z.string().optional(),
    documentId: z.string().optional(),
    operationName: z.string().nullish(),
    variables: anyObject.nullish(),
    extensions: anyObject.nullish(),
  })
  .refine((payload) => payload.query !== undefined || payload.documentId !== undefined || payload.extensions != null, {
    error: 'expected a query or a documentId',
  });

const clientMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('connection_init'), payload: anyObject.nullish() }),
  z.object({ type: z.literal('ping'), payload: anyObject.nullish() }),
  z.object({ type: z.literal('pong'), payload: anyObject.nullish() }),
  z.object({ type: z.literal('subscribe'), id: operationId, payload: subscribePayload }),
  z.object({ type: z.literal('complete'), id: operationId }),
]);

/** What a client may send over graphql-transport-ws. */
export type ClientMessage = z.infer<typeof clientMessage>;

/** A message that is not of the protocol; its message is the reason to close with. */
export class InvalidMessage extends Error {}

/** Throws an InvalidMessage that says what is wrong. */
export function parseClientMessage(text: string): ClientMessage {
  const parsed = clientMessage.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.path.join('.') ?? '';
  throw new InvalidMessage(`Invalid message: ${path === '' ? '' : `${path}: `}${issue?.message ?? 'not of the protocol'}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidMessage('Invalid message: not JSON');
  }
}
