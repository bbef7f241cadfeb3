/** Which IP addresses belong to the public internet, and not to a machine, a network or a cloud of somebody's own. */
import ipaddr from "ipaddr.js";

/** IANA gives out public IPv6 addresses from here alone (RFC 4291 §2.4); what else there is leads somewhere nearer. */
const globalUnicast = ipaddr.IPv6.parseCIDR("2000::/3");
/** For measuring networks (RFC 2544), which the library does not know. */
const benchmarking = ipaddr.IPv4.parseCIDR("198.18.0.0/15");

/** False for what is no address. An IPv4 address that is written as IPv6 is judged as what it is. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== "unicast") return false;
  return parsed instanceof ipaddr.IPv6 ? parsed.match(globalUnicast) : !parsed.match(benchmarking);
}
