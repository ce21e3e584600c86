import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { OperationRefused } from '../documents/operation-refused.ts';
import type { Logger } from '../logger.ts';
import { internalError } from './subscription-errors.ts';

/** Why an operation did not run, for its sender. What was not expected is logged and hidden behind the request id. */
export function formatErrors(error: unknown, report: { requestId: string; logger: Logger }): GraphQLFormattedError[] {
  if (error instanceof OperationRefused) return error.errors.map((each) => each.toJSON());
  if (error instanceof GraphQLError) return [error.toJSON()];
  report.logger.error({ requestId: report.requestId, err: error }, 'operation failed unexpectedly');
  return [internalError(report.requestId)];
}
