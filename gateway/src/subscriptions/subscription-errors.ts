import type { GraphQLFormattedError } from 'graphql';
import { gatewayError } from '../gateway-errors.ts';

/** Hides an unexpected fault behind the request id under which it is logged. */
export function internalError(requestId: string): GraphQLFormattedError {
  const message = `An unexpected fault. Request id ${requestId} finds it in the log.`;
  return gatewayError('INTERNAL_SERVER_ERROR', message, { extensions: { requestId } }).toJSON();
}

export function stoppingError(): GraphQLFormattedError {
  return gatewayError('GATEWAY_STOPPING', 'The gateway is stopping. Connect again and repeat the operation.').toJSON();
}
