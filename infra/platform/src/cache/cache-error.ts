export type CacheErrorCode = 'CACHE_UNAVAILABLE' | 'CACHE_VALUE_NOT_A_NUMBER' | 'CACHE_VALUE_TOO_LARGE';

/** A cache that cannot do what was asked of it. Reads go on without it (`readThrough`). */
export class CacheError extends Error {
  readonly code: CacheErrorCode;

  constructor(code: CacheErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CacheError';
    this.code = code;
  }
}
