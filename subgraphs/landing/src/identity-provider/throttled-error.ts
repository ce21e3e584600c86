import { WissilError } from '@wissil/platform/errors';

/** Somebody guesses faster than it is allowed. */
export class ThrottledError extends WissilError {
  readonly retryAfterSeconds: number;
  /** Whether nobody has been told of this window yet. */
  readonly isFirst: boolean;

  constructor(retryAfterSeconds: number, isFirst: boolean) {
    super('TOO_MANY_ATTEMPTS', `Too many attempts. Try again in ${retryAfterSeconds} seconds.`);
    this.retryAfterSeconds = retryAfterSeconds;
    this.isFirst = isFirst;
  }
}
