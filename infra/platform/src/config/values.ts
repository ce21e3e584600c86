import { isIP } from 'node:net';
import { z } from 'zod';
import { Secret } from './secret.ts';

/** Schemas for the text of settings. Every `description` completes "must be …". */

export function integer(minimum: number, maximum: number) {
  return z
    .string()
    .regex(/^\d+$/)
    .transform(Number)
    .pipe(z.int().min(minimum).max(maximum))
    .describe(`a whole number from ${minimum} to ${maximum}`);
}

export const port = integer(1, 65_535);

export const flag = z
  .enum(['true', 'false'])
  .transform((text) => text === 'true')
  .describe('true or false');

export const text = z.string().min(1).describe('a text');

export const folder = z.string().min(1).describe('the path of a folder');

export function choice<const Options extends readonly [string, ...string[]]>(...options: Options) {
  return z.enum(options).describe(`one of ${options.join(', ')}`);
}

/** An address without credentials in it; with its last slash removed. */
export const httpUrl = z
  .url({ protocol: /^https?$/ })
  .transform((url) => url.replace(/\/$/, ''))
  .describe('an address that begins with http:// or https://');

export const optionalHttpUrl = httpUrl.optional().describe('an address that begins with http:// or https://');

export const secret = z
  .string()
  .min(1)
  .transform((value) => new Secret(value))
  .describe('a secret text');

/** A name with at least one dot in it, in lower case. */
export const domain = z
  .string()
  .transform((name) => name.toLowerCase())
  .pipe(
    z
      .string()
      .max(253)
      .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/),
  )
  .describe('a domain such as example.org');

/** A host name of one or more parts, in lower case: `localhost`, `preview.example.org`. */
export const hostName = z
  .string()
  .transform((name) => name.toLowerCase())
  .pipe(
    z
      .string()
      .max(200)
      .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/),
  )
  .describe('a host name such as preview.example.org');

/** Addresses and CIDR ranges, separated by commas; none where it is not given. */
export const addressRanges = z
  .string()
  .optional()
  .transform((text) =>
    (text ?? '')
      .split(',')
      .map((range) => range.trim())
      .filter((range) => range !== ''),
  )
  .refine((ranges) => ranges.every(isAddressRange))
  .describe('addresses or CIDR ranges such as 192.0.2.0/24, separated by commas');

function isAddressRange(range: string): boolean {
  const [address = '', prefix, ...rest] = range.split('/');
  const longest = isIP(address) === 6 ? 128 : 32;
  return isIP(address) !== 0 && rest.length === 0 && (prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= longest));
}
