const LOOPBACK = ['127.0.0.1', 'localhost'];

/**
 * The policy of who may show a preview in a frame: WISSIL's own pages.
 * @param addresses the public addresses of the installation
 */
export function frameAncestors(addresses: readonly string[]): string {
  const origins = new Set(addresses.flatMap(spellings));
  return `frame-ancestors 'self' ${[...origins].join(' ')}`;
}

/** This machine's own address has two names, and a person opens either. */
function spellings(address: string): string[] {
  const url = new URL(address);
  return LOOPBACK.includes(url.hostname) ? LOOPBACK.map((name) => `${url.protocol}//${name}${url.port && `:${url.port}`}`) : [url.origin];
}
