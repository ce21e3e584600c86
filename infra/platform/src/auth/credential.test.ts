import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { type Credential, credentialOf, sessionCookiesAt } from './credential.ts';

const request = (headers: Record<string, string>) => ({ headers }) as unknown as IncomingMessage;
const session = (secret: string): Credential => ({ kind: 'session', secret });
const token = (secret: string): Credential => ({ kind: 'token', secret });

describe('what a request proves its identity with', () => {
  it.each<[string, Record<string, string>, Credential | undefined]>([
    ['nothing', {}, undefined],
    ['the cookie', { cookie: 'theme=dark; wissil=abc; x=y' }, session('abc')],
    [
      'the cookie that only LANDING’s own name can set, before others',
      { cookie: 'wissil=c; __Secure-wissil=b; __Host-wissil=a' },
      session('a'),
    ],
    ['a cookie whose name ends alike', { cookie: 'notwissil=abc' }, undefined],
    ['a cookie that is too long to be one', { cookie: `wissil=${'x'.repeat(201)}` }, undefined],
    ['a bearer token', { authorization: 'Bearer wsl_abc-_~+/=' }, token('wsl_abc-_~+/=')],
    ['a bearer token, before a cookie', { authorization: 'bearer wsl_a', cookie: 'wissil=b' }, token('wsl_a')],
    ['a bearer token that is none, and no cookie in its place', { authorization: 'Bearer a b', cookie: 'wissil=b' }, token('')],
    ['a bearer token that is too long', { authorization: `Bearer ${'x'.repeat(201)}`, cookie: 'wissil=b' }, token('')],
    ['a password', { authorization: 'Basic YWRhOng=', cookie: 'wissil=b' }, token('')],
  ])('[AUTH-1] %s', (_what, headers, expected) => {
    expect(credentialOf(request(headers))).toEqual(expected);
  });

  it('[AUTH-1] where LANDING is open by HTTPS, a cookie that others could have set does not count', () => {
    const cookies = sessionCookiesAt('https://wissil.example.org');
    expect(credentialOf(request({ cookie: 'wissil=planted' }), cookies)).toBeUndefined();
    expect(credentialOf(request({ cookie: 'wissil=planted; __Host-wissil=own' }), cookies)).toEqual(session('own'));
    expect(credentialOf(request({ cookie: 'wissil=own' }), sessionCookiesAt('http://127.0.0.1:3000'))).toEqual(session('own'));
  });
});
