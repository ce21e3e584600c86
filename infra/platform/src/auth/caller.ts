/**
 * Who a request is made for, as the gateway established it. Every dedupe, batch and fan-out key holds `scope`:
 * two callers share work only where their scopes are equal.
 */
export interface Caller {
  kind: 'anonymous';
  /** Equal scopes see equal data. */
  scope: string;
}

export const ANONYMOUS: Caller = Object.freeze({ kind: 'anonymous', scope: 'anonymous' });
