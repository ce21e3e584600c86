import type { RedisOptions } from 'ioredis';

const SENTINEL_URL = /^(rediss?)\+sentinel:\/\/(?:([^@/]*)@)?([^/?]+)\/([^/?]+)(?:\/(\d+))?(?:\?(.*))?$/;
const SENTINEL_PORT = 26_379;
const REDIS_PORT = 6_379;

/**
 * ioredis's options for `redis://user:password@host:6379/0`, `rediss://…` or, with Sentinel,
 * `redis+sentinel://user:password@host:26379,host2:26379/mymaster/0?sentinelPassword=…`.
 * @throws {TypeError} when the address has another form; the message does not repeat it, because it may hold a password
 */
export function redisOptions(url: string): RedisOptions {
  return /^rediss?\+sentinel:/.test(url) ? sentinelOptions(url) : serverOptions(url);
}

function serverOptions(address: string): RedisOptions {
  const url = URL.parse(address);
  if (!url || !/^rediss?:$/.test(url.protocol)) throw new TypeError('The address of Redis does not have the form redis://host:6379/0.');
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || REDIS_PORT),
    db: Number(url.pathname.slice(1) || 0),
    ...credentials(`${url.username}:${url.password}`),
    ...(url.protocol === 'rediss:' && { tls: {} }),
  };
}

function sentinelOptions(address: string): RedisOptions {
  const match = SENTINEL_URL.exec(address);
  if (!match) throw new TypeError('The address of Redis does not have the form redis+sentinel://host:26379,host2:26379/mymaster.');
  const [, protocol, userinfo = '', hosts = '', name, db = '0', query] = match;
  const sentinelPassword = new URLSearchParams(query).get('sentinelPassword');
  return {
    sentinels: hosts.split(',').map((place) => {
      const { hostname, port } = new URL(`redis://${place}`);
      return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || SENTINEL_PORT) };
    }),
    name: decodeURIComponent(name ?? ''),
    role: 'master',
    db: Number(db),
    // Sentinel announces a fail-over; without this, ioredis stays with the old master until it breaks.
    failoverDetector: true,
    ...credentials(userinfo),
    ...(sentinelPassword !== null && { sentinelPassword }),
    ...(protocol === 'rediss' && { tls: {}, enableTLSForSentinelMode: true }),
  };
}

/** `user:password`, `:password` or nothing, percent-encoded. */
function credentials(userinfo: string): RedisOptions {
  const [username = '', ...rest] = userinfo.split(':');
  const password = rest.join(':');
  return {
    ...(username !== '' && { username: decodeURIComponent(username) }),
    ...(password !== '' && { password: decodeURIComponent(password) }),
  };
}
