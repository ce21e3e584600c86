import { GraphQLError, type GraphQLErrorOptions } from 'graphql';

/** Every code that the gateway itself puts into `extensions.code`, with the HTTP status that goes with it as the reason of a refusal. */
export const GATEWAY_ERRORS = {
  BAD_REQUEST: 400,
  GRAPHQL_PARSE_FAILED: 400,
  GRAPHQL_VALIDATION_FAILED: 400,
  OPERATION_RESOLUTION_FAILURE: 400,
  BAD_USER_INPUT: 400,
  OPERATION_NOT_PLANNABLE: 400,
  TRUSTED_DOCUMENT_NOT_FOUND: 400,
  TRUSTED_DOCUMENTS_ONLY: 400,
  DOCUMENT_TOO_LARGE: 400,
  DOCUMENT_TOO_MANY_TOKENS: 400,
  DOCUMENT_TOO_DEEP: 400,
  DOCUMENT_TOO_MANY_ALIASES: 400,
  DOCUMENT_TOO_MANY_ROOT_FIELDS: 400,
  DOCUMENT_TOO_MANY_FIELDS: 400,
  DOCUMENT_TOO_COSTLY: 400,
  VARIABLES_TOO_LARGE: 400,
  BATCH_TOO_LARGE: 400,
  CSRF_PREVENTED: 400,
  METHOD_NOT_ALLOWED: 405,
  NOT_ACCEPTABLE: 406,
  BODY_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  DOWNSTREAM_SERVICE_ERROR: 502,
  SUBGRAPH_UNAVAILABLE: 503,
  SUBGRAPH_TIMEOUT: 504,
  REQUEST_TIMEOUT: 504,
  REQUEST_CANCELLED: 499,
  GATEWAY_STOPPING: 503,
  INTERNAL_SERVER_ERROR: 500,
} as const satisfies Record<string, number>;

export type GatewayErrorCode = keyof typeof GATEWAY_ERRORS;

export function gatewayError(code: GatewayErrorCode, message: string, options: GraphQLErrorOptions = {}): GraphQLError {
  return new GraphQLError(message, { ...options, extensions: { ...options.extensions, code } });
}
