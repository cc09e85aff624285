import { BlockList, isIP } from 'node:net';

// Separate lists for the two families: one BlockList would match IPv4 against its IPv6 rules
// through ::ffff:0:0/96.
const closedIpv4 = new BlockList();
const openIpv6 = new BlockList();
const closedIpv6 = new BlockList();

/** @see https://www.iana.org/assignments/iana-ipv4-special-registry */
const closedIpv4Ranges: readonly (readonly [network: string, prefix: number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  // Azure's metadata and host channel, on an address that looks public.
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/**
 * What is closed inside 2000::/3, the only part of IPv6 that is handed out. Outside of it lie
 * loopback, mapped IPv4, NAT64, unique local, link-local and multicast.
 *
 * @see https://www.iana.org/assignments/ipv6-unicast-address-assignments
 */
const closedIpv6Ranges: readonly (readonly [network: string, prefix: number])[] = [
  // Protocol assignments: Teredo, benchmarking, ORCHID.
  ['2001::', 23],
  ['2001:db8::', 32],
  // 6to4 carries an IPv4 address of anyone's choice.
  ['2002::', 16],
  ['2d00::', 8],
  ['2e00::', 7],
  // Holds the former 6bone and the second documentation range, too.
  ['3000::', 4],
];

for (const [network, prefix] of closedIpv4Ranges) closedIpv4.addSubnet(network, prefix, 'ipv4');
openIpv6.addSubnet('2000::', 3, 'ipv6');
for (const [network, prefix] of closedIpv6Ranges) closedIpv6.addSubnet(network, prefix, 'ipv6');

/**
 * Whether an IP address (no brackets, no name) is one that anybody on the Internet could reach.
 * Private, loopback, link-local, multicast, reserved and unallocated ranges are not; nor are IPv6
 * addresses that carry an IPv4 address. Anything that is no IP address is not public either.
 */
export function isPublicAddress(address: string): boolean {
  // A zone (`%eth0`) only makes sense on a local link.
  if (address.includes('%')) return false;
  switch (isIP(address)) {
    case 4:
      return !closedIpv4.check(address, 'ipv4');
    case 6:
      return openIpv6.check(address, 'ipv6') && !closedIpv6.check(address, 'ipv6');
    default:
      return false;
  }
}
