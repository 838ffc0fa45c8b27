import { isIP } from 'node:net';
import type { Entry } from '#libs/config';
import { parseUrl } from '#libs/kernel';

const WILDCARD = '*.';
const LABEL = /^[a-z0-9_-]{1,63}$/;

/** The problem of an entry that is more than a host; `null` when there is none. */
function excessOf(entry: string): string | null {
  if (entry.includes('/')) {
    return 'must be a host alone, such as app.example.com, without https:// and path';
  }
  return isIP(entry) === 0 && /:\d*$/.test(entry) ? 'must be a host without a port' : null;
}

/** A host as vendors write it: lower case, Punycode; `null` when the text is not a host. */
function canonicalHost(host: string): string | null {
  const address = `https://${isIP(host) === 6 ? `[${host}]` : host}`;
  return /[*@?#\\%]/.test(host) ? null : (parseUrl(address)?.hostname ?? null);
}

/** Reads an entry of CAPTCHA_HOSTNAMES: a host, or `*.example.com` for exactly one label before a domain. */
export function readHostName(entry: string): Entry {
  const problem = excessOf(entry);
  if (problem !== null) return { problem };
  const isWild = entry.startsWith(WILDCARD);
  const host = canonicalHost(isWild ? entry.slice(WILDCARD.length) : entry);
  if (host === null) return { problem: 'must be a host such as app.example.com, or *.example.com' };
  if (!isWild) return { value: host };
  return host.includes('.') && isIP(host) === 0
    ? { value: `${WILDCARD}${host}` }
    : { problem: 'must have a domain of its own behind the *, as *.example.com' };
}

/** A set of hosts and wildcards. A look-up takes constant time. */
export class HostNames {
  private readonly names: ReadonlySet<string>;

  /** @param names as `readHostName` answers them */
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
