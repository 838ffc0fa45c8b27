import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** Room for the label in front of the domain, of the 253 characters of a name. */
const MAX_LENGTH = 253 - '_gatehouse-challenge.'.length;

/** What is accepted before anything is converted. */
const MAX_TYPED = 253;

/** What belongs to an address or a pattern, and not to a name: the conversion would hide some of it. */
const FOREIGN = /[\s/\\@:?#%*[\]_\p{C}]/u;

/** The domain as DNS has it: lower case, punycode, without the final dot; or what is wrong with it. */
export function readDomain(
  typed: unknown,
): { readonly domain: string } | { readonly problem: string } {
  if (typeof typed !== 'string') return { problem: 'must be a text' };
  const problem = `must have at most ${MAX_LENGTH} characters`;
  if (typed.length > MAX_TYPED + 1) return { problem };
  if (FOREIGN.test(typed))
    return { problem: 'must be a domain only, such as example.com: no address, path or wildcard' };
  const domain = domainToASCII(typed).toLowerCase().replace(/\.$/, '');
  if (domain.length > MAX_LENGTH) return { problem };
  const found = findProblem(domain);
  return found === null ? { domain } : { problem: found };
}

function findProblem(domain: string): string | null {
  if (isIP(domain) !== 0) return 'must be a domain, and not an IP address';
  const labels = domain.split('.');
  if (!labels.every((label) => LABEL.test(label))) return 'must be a domain such as example.com';
  if (labels.length < 2) return 'must have at least two parts, such as example.com';
  return /^\d+$/.test(labels.at(-1) ?? '') ? 'must not end with a number' : null;
}

/** The domain of an address in the same form; `null` when it is not one that could be proven. */
export function domainOf(address: string): string | null {
  const read = readDomain(address.slice(address.lastIndexOf('@') + 1));
  return 'problem' in read ? null : read.domain;
}
