import { isIP } from 'node:net';
import type { Entry } from '#libs/config';

const WILDCARD = '*.';
const LABEL = /^[a-z0-9_-]{1,63}$/;

/** Reads an entry of CAPTCHA_HOSTNAMES: a host, or `*.example.com` for exactly one label before a domain. */
export function readHostName(entry: string): Entry {
  if (/^[a-z]+:\/\//i.test(entry) || entry.includes('/')) {
    return { problem: 'must be a host alone, such as app.example.com, without https:// and path' };
  }
  if (/:\d*$/.test(entry) && isIP(entry) === 0) return { problem: 'must be a host without a port' };
  const isWild = entry.startsWith(WILDCARD);
  const host = isWild ? entry.slice(WILDCARD.length) : entry;
  const address = `https://${isIP(host) === 6 ? `[${host}]` : host}`;
  if (/[*@?#\\%]/.test(host) || !URL.canParse(address)) {
    return { problem: 'must be a host such as app.example.com, or *.example.com' };
  }
  const { hostname } = new URL(address);
  if (!isWild) return { value: hostname };
  return hostname.includes('.') && isIP(hostname) === 0
    ? { value: `${WILDCARD}${hostname}` }
    : { problem: 'must have a domain of its own behind the *, as *.example.com' };
}

/** Hosts by name; asking takes as long for many as for one. */
export class HostNames {
  private readonly names: ReadonlySet<string>;

  /** @param names as `readHostName` gives them */
  constructor(names: readonly string[]) {
    this.names = new Set(names);
  }

  has(host: string): boolean {
    const name = host.toLowerCase();
    if (this.names.has(name) && !name.includes('*')) return true;
    const dot = name.indexOf('.');
    return LABEL.test(name.slice(0, dot)) && this.names.has(`*${name.slice(dot)}`);
  }
}
