import { WissilError } from '../errors/index.ts';

/** An event, subject, pattern or durable name that breaks the contract of the bus: a mistake in the code of the caller, never retried. */
export class InvalidEventError extends Error {
  override readonly name = 'InvalidEventError';
}

/** The bus did not answer within its deadline. Whether the events are stored is unknown: publish them again with the same ids. */
export class BusUnavailableError extends WissilError {
  constructor(message: string, options?: ErrorOptions) {
    super('UNAVAILABLE', message, options);
  }
}
