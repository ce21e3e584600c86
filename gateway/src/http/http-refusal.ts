import type { GraphQLError } from 'graphql';
import { ERROR_TABLE, type ErrorCode } from '@wissil/platform/errors';
import { gatewayError } from '../gateway-errors.ts';

/** A request that is refused as HTTP, before any GraphQL: its status is that of the code whatever media type is accepted. */
export class HttpRefusal extends Error {
  readonly error: GraphQLError;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'HttpRefusal';
    this.error = gatewayError(code, message);
    this.status = ERROR_TABLE[code].status;
    this.headers = headers;
  }
}
