import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { clientAddressThrough } from './client-address.ts';

function request(remoteAddress: string, forwarded?: string): IncomingMessage {
  return { socket: { remoteAddress }, headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded } } as IncomingMessage;
}

const CASES: Record<string, { proxies: string[]; peer: string; forwarded?: string; address: string }> = {
  'nobody is trusted: the peer, whatever the header says': {
    proxies: [],
    peer: '198.51.100.4',
    forwarded: '203.0.113.9',
    address: '198.51.100.4',
  },
  'the peer is not the proxy: the peer': {
    proxies: ['192.0.2.1'],
    peer: '198.51.100.4',
    forwarded: '203.0.113.9',
    address: '198.51.100.4',
  },
  'the peer is the proxy: what it says': { proxies: ['192.0.2.1'], peer: '192.0.2.1', forwarded: '203.0.113.9', address: '203.0.113.9' },
  'a client put an address before: what the proxy added last': {
    proxies: ['192.0.2.1'],
    peer: '192.0.2.1',
    forwarded: '127.0.0.1, 203.0.113.9',
    address: '203.0.113.9',
  },
  'two proxies: the first that is none': {
    proxies: ['192.0.2.0/24'],
    peer: '192.0.2.1',
    forwarded: '6.6.6.6, 203.0.113.9, 192.0.2.77',
    address: '203.0.113.9',
  },
  'the proxy says nothing: the proxy': { proxies: ['192.0.2.1'], peer: '192.0.2.1', address: '192.0.2.1' },
  'the proxy passes garbage on: the proxy': { proxies: ['192.0.2.1'], peer: '192.0.2.1', forwarded: '<script>', address: '192.0.2.1' },
  'IPv4 written as IPv6': { proxies: ['127.0.0.0/8'], peer: '::ffff:127.0.0.1', forwarded: '::ffff:203.0.113.9', address: '203.0.113.9' },
  IPv6: { proxies: ['2001:db8::/32'], peer: '2001:db8::1', forwarded: '2001:db9::5', address: '2001:db9::5' },
};

describe('the address that a request comes from', () => {
  it.each(Object.keys(CASES))('[AUTH-6] %s', (name) => {
    const { proxies, peer, forwarded, address } = CASES[name] as (typeof CASES)[string];
    expect(clientAddressThrough(proxies)(request(peer, forwarded))).toBe(address);
  });
});
