import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { assertSameOrigin } from './same-origin.ts';

const request = (headers: Record<string, string>) =>
  ({ headers: { host: 'wissil.example:3000', ...headers } }) as unknown as IncomingMessage;

describe('a change that a browser asks for', () => {
  it.each([
    ['from a page of this origin', { origin: 'http://wissil.example:3000' }],
    ['from a page of an allowed origin', { origin: 'https://slate.example' }],
    ['from no browser', {}],
    ['typed by hand', { 'sec-fetch-site': 'none' }],
  ])('[AUTH-1] %s is let through', (_from, headers) => {
    expect(() => assertSameOrigin(request(headers), ['https://slate.example'])).not.toThrow();
  });

  it.each([
    ['from another site', { origin: 'https://evil.example' }],
    ['from another port of the same host', { origin: 'http://wissil.example:3001', 'sec-fetch-site': 'same-site' }],
    ['from a page without an origin', { origin: 'null' }],
    ['from garbage', { origin: 'wissil.example:3000' }],
    ['from a name that begins alike', { origin: 'http://wissil.example:30001' }],
    ['without an origin from another site', { 'sec-fetch-site': 'cross-site' }],
    ['without an origin from another port', { 'sec-fetch-site': 'same-site' }],
  ])('[AUTH-1] %s is refused', (_from, headers) => {
    expect(() => assertSameOrigin(request(headers), ['https://slate.example'])).toThrow(
      expect.objectContaining({ code: 'CSRF_PREVENTED' }),
    );
  });
});
