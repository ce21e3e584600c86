/**
 * Every error code that WISSIL answers with, in the API and in the pages. infra/docs/errors.md lists the same table; a test compares them.
 * `status` is the HTTP status where the error is the answer to a whole request.
 */
export const ERROR_TABLE = {
  INVALID_INPUT: { status: 400, meaning: 'A value in the input is not acceptable; `fields` names each with what is wrong.' },
  NOT_FOUND: { status: 404, meaning: 'What the request names does not exist, or not any more.' },
  CONFLICT: { status: 409, meaning: 'Somebody else changed it first, or the name is taken. Read it again and repeat.' },

  UNAUTHENTICATED: { status: 401, meaning: 'Nobody is signed in, or the session or access token is not good any more. Sign in again.' },
  FORBIDDEN: {
    status: 403,
    meaning: 'Who is signed in may not do this; `permission` names what is missing. infra/docs/permissions.md says which role has it.',
  },
  TOO_MANY_ATTEMPTS: { status: 429, meaning: 'Too many attempts in a short time. Wait a minute and try again.' },

  BAD_REQUEST: { status: 400, meaning: 'The request is not well formed; the message says where.' },
  CSRF_PREVENTED: {
    status: 400,
    meaning: 'The request could have been sent by a page of another site. Send JSON, or the header x-wissil-client.',
  },
  METHOD_NOT_ALLOWED: { status: 405, meaning: 'This address does not answer that HTTP method; `allow` names those it does.' },
  NOT_ACCEPTABLE: { status: 406, meaning: 'None of the media types that the request accepts can be answered.' },
  LENGTH_REQUIRED: { status: 411, meaning: 'The request has a body without a content-length.' },
  PAYLOAD_TOO_LARGE: { status: 413, meaning: 'The body is larger than this endpoint reads.' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, meaning: 'The body is of a media type that this endpoint does not read.' },

  GRAPHQL_PARSE_FAILED: { status: 400, meaning: 'The document is not valid GraphQL syntax.' },
  GRAPHQL_VALIDATION_FAILED: { status: 400, meaning: 'The document asks for something that the schema does not offer.' },
  OPERATION_RESOLUTION_FAILURE: { status: 400, meaning: 'The document holds no operation, or several and none is named.' },
  OPERATION_NOT_PLANNABLE: {
    status: 400,
    meaning: 'The operation is valid, and the gateway cannot run it; the message says what to leave out.',
  },
  BAD_USER_INPUT: { status: 400, meaning: 'The variables do not fit the operation.' },
  TRUSTED_DOCUMENT_NOT_FOUND: {
    status: 400,
    meaning: 'The gateway does not know this trusted document. Reload the page to get the client that belongs to it.',
  },
  TRUSTED_DOCUMENTS_ONLY: { status: 400, meaning: 'This gateway runs trusted documents alone.' },
  DOCUMENT_TOO_LARGE: { status: 400, meaning: 'The document is longer than the limit.' },
  DOCUMENT_TOO_MANY_TOKENS: { status: 400, meaning: 'The document has more tokens than the limit.' },
  DOCUMENT_TOO_DEEP: { status: 400, meaning: 'Fields are nested deeper than the limit.' },
  DOCUMENT_TOO_MANY_ALIASES: { status: 400, meaning: 'The operation has more aliases than the limit.' },
  DOCUMENT_TOO_MANY_ROOT_FIELDS: { status: 400, meaning: 'The operation has more fields at its top level than the limit.' },
  DOCUMENT_TOO_MANY_FIELDS: { status: 400, meaning: 'The operation has more fields than the limit.' },
  DOCUMENT_TOO_COSTLY: { status: 400, meaning: 'The answer could hold more than the limit. Ask for smaller pages.' },
  VARIABLES_TOO_LARGE: { status: 400, meaning: 'The variables are larger than the limit.' },
  BATCH_TOO_LARGE: { status: 400, meaning: 'The request holds more operations than the limit.' },

  EVENT_SOURCE_MISSING: { status: 400, meaning: 'The subscription’s field has no source of events in the supergraph in force.' },
  EVENT_SOURCE_UNAVAILABLE: { status: 503, meaning: 'The event bus did not take the subscription. Try again.' },
  SUBSCRIPTION_OVERLOADED: { status: 503, meaning: 'More events came than could be completed. Read the state again, and subscribe again.' },
  TOO_MANY_OPERATIONS: { status: 429, meaning: 'One connection has more operations under way than the limit.' },

  SUBGRAPH_UNAVAILABLE: { status: 503, meaning: 'The named subsystem does not answer; the rest of the answer is complete.' },
  SUBGRAPH_TIMEOUT: { status: 504, meaning: 'The named subsystem did not answer in time; the rest of the answer is complete.' },
  DOWNSTREAM_SERVICE_ERROR: { status: 502, meaning: 'The named subsystem answered with an error.' },
  REQUEST_TIMEOUT: { status: 504, meaning: 'The request took longer than its deadline and was stopped.' },
  REQUEST_CANCELLED: { status: 499, meaning: 'The client went away before the answer was there.' },
  GATEWAY_STOPPING: { status: 503, meaning: 'The server is stopping; repeat the request.' },
  UNAVAILABLE: {
    status: 503,
    meaning: 'Something that this operation needs (database, cache, bus, gateway) does not answer at the moment.',
  },
  INTERNAL_SERVER_ERROR: { status: 500, meaning: 'An unexpected fault. The request id in the message finds it in the log.' },
} as const satisfies Record<string, { status: number; meaning: string }>;

export type ErrorCode = keyof typeof ERROR_TABLE;
