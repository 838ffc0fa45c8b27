import { isIP } from 'node:net';
import type { Entry } from '#libs/config';
import { parseUrl } from '#libs/kernel';

const ANY = '*';
const WEB = /^https?:\/\//i;
const WILDCARD = /^https:\/\/\*\./i;
/** Placeholder for the wildcard's label while the rest is parsed as a URL. */
const ONE_LABEL = 'label.';
/** One label of a host name, as browsers send it. */
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

const problem = (text: string): Entry => ({ problem: text });

/** The part of a URL that an origin may not have, as a problem; `null` for none. */
function surplusOf(address: string): string | null {
  if (/^[^/]*\/\/[^/]*@/.test(address)) return 'must be an origin without a user or password';
  if (/[?#]/.test(address)) return 'must be an origin without a query or fragment';
  return /^[^/]*\/\/[^/]*\/./.test(address)
    ? 'must be an origin without a path, such as https://app.example.com'
    : null;
}

function readExact(address: string): Entry {
  const surplus = surplusOf(address);
  if (surplus !== null) return problem(surplus);
  if (address.includes('*')) {
    return problem('may have a * in the place of the first label alone: https://*.example.com');
  }
  const url = address.includes('\\') ? null : parseUrl(address);
  if (url === null) {
    return problem('must be an origin such as https://app.example.com');
  }
  // In the form that browsers send: lower case, Punycode, no default port, no trailing slash.
  return { value: url.origin };
}

function readWildcard(address: string): Entry {
  const rest = readExact(address.replace(WILDCARD, `https://${ONE_LABEL}`));
  if ('problem' in rest) return rest;
  const { hostname } = new URL(rest.value);
  const domain = hostname.slice(ONE_LABEL.length);
  if (!domain.includes('.') || isIP(domain) !== 0) {
    return problem('must have a domain of its own behind the *: https://*.example.com');
  }
  return { value: rest.value.replace(ONE_LABEL, '*.') };
}

/** Reads an entry of CORS_ORIGINS: `*`, an origin, or `https://*.example.com` for exactly one label before a domain. */
export function readOrigin(entry: string): Entry {
  if (entry === ANY) return { value: ANY };
  if (entry.toLowerCase() === 'null') {
    return problem('cannot be null, which is what any sandboxed page sends');
  }
  if (!WEB.test(entry)) return problem('must begin with https:// or http://');
  if (WILDCARD.test(entry)) return readWildcard(entry);
  return /^http:\/\/\*/i.test(entry)
    ? problem('may have a * with https:// alone: anybody on the way can be any name without TLS')
    : readExact(entry);
}

/** The first label of `https://label.domain` and the rest; `null` if there is none. */
function withoutFirstLabel(origin: string): { label: string; rest: string } | null {
  const scheme = 'https://';
  const dot = origin.indexOf('.', scheme.length);
  if (!origin.startsWith(scheme) || dot < 0) return null;
  return { label: origin.slice(scheme.length, dot), rest: `${scheme}*${origin.slice(dot)}` };
}

/** The allowed origins; a look-up takes as long for many as for one. */
export class Origins {
  private readonly entries: ReadonlySet<string>;

  /** @param entries values from `readOrigin` */
  constructor(entries: readonly string[]) {
    this.entries = new Set(entries);
  }

  get isEmpty(): boolean {
    return this.entries.size === 0;
  }

  /** Whether every origin is allowed. */
  get hasAny(): boolean {
    return this.entries.has(ANY);
  }

  /** Whether the origin, as a browser sends it, is allowed. */
  has(origin: string): boolean {
    if (this.hasAny || (this.entries.has(origin) && !origin.includes('*'))) return true;
    const parts = withoutFirstLabel(origin);
    return parts !== null && LABEL.test(parts.label) && this.entries.has(parts.rest);
  }
}
