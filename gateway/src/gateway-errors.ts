import { GraphQLError, type GraphQLErrorOptions } from 'graphql';
import type { ErrorCode } from '@wissil/platform/errors';

/** An error of the gateway's own, with its code in `extensions.code`. */
export function gatewayError(code: ErrorCode, message: string, options: GraphQLErrorOptions = {}): GraphQLError {
  return new GraphQLError(message, { ...options, extensions: { ...options.extensions, code } });
}
