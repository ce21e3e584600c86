import type { IncomingMessage } from 'node:http';
import { BlockList, isIPv6 } from 'node:net';

/** Finds the address that a request comes from, through the proxies that are trusted to say it. */
export type ClientAddress = (request: IncomingMessage) => string;

/** @param proxies addresses or CIDR ranges of proxies whose X-Forwarded-For is believed */
export function clientAddressThrough(proxies: readonly string[]): ClientAddress {
  const trusted = new BlockList();
  for (const proxy of proxies) {
    const [address = '', prefix] = proxy.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (prefix === undefined) trusted.addAddress(address, family);
    else trusted.addSubnet(address, Number(prefix), family);
  }
  const isTrusted = (address: string) => trusted.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  return (request) => {
    let address = plain(request.socket.remoteAddress ?? '');
    if (proxies.length === 0 || address === '' || !isTrusted(address)) return address;
    const forwarded = String(request.headers['x-forwarded-for'] ?? '').split(',');
    for (const hop of forwarded.reverse().map((each) => plain(each.trim()))) {
      if (!ADDRESS.test(hop)) break;
      address = hop;
      if (!isTrusted(hop)) break;
    }
    return address;
  };
}

const ADDRESS = /^[\da-fA-F.:]{2,45}$/;

/** An IPv4 address as such, where the system writes it as IPv6. */
function plain(address: string): string {
  return address.startsWith('::ffff:') ? address.slice(7) : address;
}
