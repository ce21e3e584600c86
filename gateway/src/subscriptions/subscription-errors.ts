import { type Action, type Caller, refusalFor } from '@wissil/platform/auth';
import type { WissilError } from '@wissil/platform/errors';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import { gatewayError } from '../gateway-errors.ts';

/** Hides an unexpected fault behind the request id under which it is logged. */
export function internalError(requestId: string): GraphQLFormattedError {
  const message = `An unexpected fault. Request id ${requestId} finds it in the log.`;
  return gatewayError('INTERNAL_SERVER_ERROR', message, { extensions: { requestId } }).toJSON();
}

export function stoppingError(): GraphQLFormattedError {
  return gatewayError('GATEWAY_STOPPING', 'The gateway is stopping. Connect again and repeat the operation.').toJSON();
}

/** @param permission the action that the caller lacks; possibly one that the permission table of this gateway does not know yet */
export function forbiddenError(caller: Caller, permission: string): GraphQLError {
  return gatewayError('FORBIDDEN', refusalFor(caller, permission as Action).message, { extensions: { permission } });
}

export function identityError({ code, message }: WissilError): GraphQLFormattedError {
  return gatewayError(code, message).toJSON();
}
