/**
 * Every error code that WISSIL answers with, in the API and in the pages. infra/docs/errors.md lists the same table; a test compares them.
 * `status` is the HTTP status where the error is the answer to a whole request.
 */
export const ERROR_TABLE = {
  INVALID_INPUT: { status: 400, meaning: 'A value in the input is not acceptable; `fields` names each with what is wrong.' },
  NOT_FOUND: { status: 404, meaning: 'What the request names does not exist, or not any more.' },
  CONFLICT: { status: 409, meaning: 'Somebody else changed it first, or the name is taken. Read it again and repeat.' },
  BAD_REQUEST: { status: 400, meaning: 'The request is not a well-formed GraphQL-over-HTTP request.' },
  GRAPHQL_PARSE_FAILED: { status: 400, meaning: 'The document is not valid GraphQL syntax.' },
  GRAPHQL_VALIDATION_FAILED: { status: 400, meaning: 'The document asks for something that the schema does not offer.' },
  LIMIT_EXCEEDED: { status: 400, meaning: 'The document is deeper, wider or costlier than the limits allow; the message names the limit.' },
  PAYLOAD_TOO_LARGE: { status: 413, meaning: 'The body is larger than this endpoint reads.' },
  LENGTH_REQUIRED: { status: 411, meaning: 'The request has a body without a content-length.' },
  METHOD_NOT_ALLOWED: { status: 405, meaning: 'This address does not answer that HTTP method; `allow` names those it does.' },
  UNKNOWN_DOCUMENT: { status: 404, meaning: 'The trusted document is not known to this gateway. Reload the page to get the client that belongs to it.' },
  FORBIDDEN: { status: 403, meaning: 'The caller may not do this, or the request does not show that it comes from an allowed client.' },
  SUBGRAPH_UNAVAILABLE: { status: 503, meaning: 'The named subsystem does not answer; the rest of the answer is complete.' },
  SUBGRAPH_TIMEOUT: { status: 504, meaning: 'The named subsystem did not answer in time; the rest of the answer is complete.' },
  DOWNSTREAM_SERVICE_ERROR: { status: 502, meaning: 'The named subsystem answered with an error.' },
  REQUEST_TIMEOUT: { status: 504, meaning: 'The request took longer than its deadline and was stopped.' },
  SHUTTING_DOWN: { status: 503, meaning: 'The server is stopping; repeat the request.' },
  UNAVAILABLE: { status: 503, meaning: 'Something that this operation needs (database, cache, bus) does not answer at the moment.' },
  INTERNAL: { status: 500, meaning: 'An unexpected fault. The request id in the message finds it in the log.' },
} as const satisfies Record<string, { status: number; meaning: string }>;

export type ErrorCode = keyof typeof ERROR_TABLE;
