import { isIP } from 'node:net';
import type { Entry } from '#libs/config';
import { parseUrl } from '#libs/kernel';

const WILDCARD = '*.';
const LABEL = /^[a-z0-9_-]{1,63}$/;

/** What an address has that a host has not. */
function surplusOf(entry: string): string | null {
  if (entry.includes('/')) {
    return 'must be a host alone, such as app.example.com, without https:// and path';
  }
  return isIP(entry) === 0 && /:\d*$/.test(entry) ? 'must be a host without a port' : null;
}

/** A host as vendors write it: small letters, Punycode; `null` when it is none. */
function canonicalHost(host: string): string | null {
  const address = `https://${isIP(host) === 6 ? `[${host}]` : host}`;
  return /[*@?#\\%]/.test(host) ? null : (parseUrl(address)?.hostname ?? null);
}

/** Reads an entry of CAPTCHA_HOSTNAMES: a host, or `*.example.com` for exactly one label before a domain. */
export function readHostName(entry: string): Entry {
  const surplus = surplusOf(entry);
  if (surplus !== null) return { problem: surplus };
  const isWild = entry.startsWith(WILDCARD);
  const host = canonicalHost(isWild ? entry.slice(WILDCARD.length) : entry);
  if (host === null) return { problem: 'must be a host such as app.example.com, or *.example.com' };
  if (!isWild) return { value: host };
  return host.includes('.') && isIP(host) === 0
    ? { value: `${WILDCARD}${host}` }
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
