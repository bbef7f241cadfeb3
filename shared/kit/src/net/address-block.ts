/** What a limit counts as one sender: an IPv4 address, or a network of IPv6 addresses. */
import { isIPv6 } from "node:net";
import ipaddr from "ipaddr.js";

/** An IPv6 customer is given a network of 2^64 addresses, which share their first four groups. */
const groupsOfNetwork = 4;

/** Four groups as a socket spells them, none left out. Parsing takes 10 µs, which every request would pay. */
const spelledNetwork = /^[1-9a-f][0-9a-f]{0,3}(?::(?:0|[1-9a-f][0-9a-f]{0,3})){3}(?=:)/;

/**
 * The /64 of an IPv6 address; an IPv4 address itself, also where it is written as IPv6 (RFC 4291 §2.5.5.2). What is no
 * address stays as it is, so that it is at least counted. Throws nothing.
 */
export function addressBlockOf(address: string): string {
  if (!address.includes(":")) return address;
  const spelled = isIPv6(address) ? spelledNetwork.exec(address)?.[0] : undefined;
  if (spelled !== undefined) return `${spelled}::/64`;
  if (!ipaddr.IPv6.isValid(address)) return address;
  const parsed = ipaddr.IPv6.parse(address);
  if (parsed.isIPv4MappedAddress()) return parsed.toIPv4Address().toString();
  const network = parsed.parts.slice(0, groupsOfNetwork).map((group) => group.toString(16));
  return `${network.join(":")}::/64`;
}
