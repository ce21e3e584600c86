import { inspect } from 'node:util';
import { z } from 'zod';

/** A part that WISSIL runs by itself unless an address of a real server is given. */
export type Connection<Kind extends string> = Embedded | Remote<Kind>;

export interface Embedded {
  readonly kind: 'embedded';
}

export interface Remote<Kind extends string> {
  readonly kind: Kind;
  /** With credentials; printing the connection masks them. */
  readonly url: string;
}

const EMBEDDED: Embedded = Object.freeze({ kind: 'embedded' });

export function remote<Kind extends string>(kind: Kind, url: string): Remote<Kind> {
  const shown = () => ({ kind, url: withoutPassword(url) });
  return Object.freeze(Object.defineProperties({ kind, url }, { toJSON: { value: shown }, [inspect.custom]: { value: shown } }));
}

/** Not set → embedded; set → the real server at that address. */
export function connection<const Kind extends string>(kind: Kind, protocols: readonly string[]) {
  const scheme = new RegExp(`^(${protocols.map((protocol) => RegExp.escape(protocol)).join('|')})://[^/?#]`);
  return z
    .string()
    .regex(scheme)
    .optional()
    .transform((url): Connection<Kind> => (url === undefined ? EMBEDDED : remote(kind, url)))
    .describe(`an address that begins with ${protocols.map((protocol) => `${protocol}://`).join(' or ')}`);
}

/** The address, or the list of them, with its credentials replaced by `***`; the name of a user with a password stays. Fit for logs and messages. */
export function withoutPassword(url: string): string {
  return url.replace(/:\/\/([^/?#@:]*)(:?)[^/?#@]*@/g, (_, user: string, colon: string) => `://${colon ? `${user}:` : ''}***@`);
}
