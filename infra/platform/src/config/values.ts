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
