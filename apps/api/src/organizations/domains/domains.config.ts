import { isIP } from 'node:net';
import { defineSlice, listOf, type Entry } from '#libs/config';

const FORM = /^(?:\[([0-9a-fA-F:.]+)\]|([0-9.]+))(?::(\d{1,5}))?$/;

/** `ip` or `ip:port`; an IPv6 address with a port in brackets. */
function readServer(entry: string): Entry {
  if (isIP(entry) !== 0) return { value: entry };
  const [, six, four, port] = FORM.exec(entry) ?? [];
  const isAddress = six === undefined ? isIP(four ?? '') === 4 : isIP(six) === 6;
  const isPort = port === undefined || (Number(port) >= 1 && Number(port) <= 65_535);
  return isAddress && isPort
    ? { value: entry }
    : { problem: 'is not the IP address of a DNS server, with :port where needed' };
}

/** How the domains of organizations are looked up. */
export const domainsConfig = defineSlice('Organizations: domains', {
  dnsServers: listOf('ORGANIZATION_DNS_SERVERS', readServer, {
    description:
      'The DNS servers that are asked for the TXT records of domains: IP addresses, with `:port` where needed. Empty: those of the system.',
    fallbackText: '(those of the system)',
  }),
});
