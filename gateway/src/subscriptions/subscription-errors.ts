import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { gatewayError } from '../gateway-errors.ts';

/** Codes that only live connections answer with; the others come from the gateway's table. */
export const SUBSCRIPTION_ERRORS = {
  /** The subscription's field has no event source in the current supergraph. */
  EVENT_SOURCE_MISSING: 'EVENT_SOURCE_MISSING',
  /** The bus did not take the subscription. Try again. */
  EVENT_SOURCE_UNAVAILABLE: 'EVENT_SOURCE_UNAVAILABLE',
  /** More events than the group could complete. Refetch, subscribe again. */
  SUBSCRIPTION_OVERLOADED: 'SUBSCRIPTION_OVERLOADED',
  /** More operations at once on one WebSocket than the limit. */
  TOO_MANY_OPERATIONS: 'TOO_MANY_OPERATIONS',
} as const;

export type SubscriptionErrorCode = keyof typeof SUBSCRIPTION_ERRORS;

export function subscriptionError(code: SubscriptionErrorCode, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code } });
}

/** Hides an unexpected fault behind the request id under which it is logged. */
export function internalError(requestId: string): GraphQLFormattedError {
  const message = `An unexpected fault. Request id ${requestId} finds it in the log.`;
  return gatewayError('INTERNAL_SERVER_ERROR', message, { extensions: { requestId } }).toJSON();
}

export function stoppingError(): GraphQLFormattedError {
  return gatewayError('GATEWAY_STOPPING', 'The gateway is stopping. Connect again and repeat the operation.').toJSON();
}
