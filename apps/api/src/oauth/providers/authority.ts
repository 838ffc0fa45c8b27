import { normaliseEmail } from '#libs/kernel';

/** The domain of the canonical address; `null` when it is no address. */
function domainOf(email: string | null): string | null {
  const canonical = normaliseEmail(email ?? '')?.canonical;
  return canonical?.slice(canonical.lastIndexOf('@') + 1) ?? null;
}

/** Whether the address is in one of these domains; subdomains do not count. */
export function isOfDomain(email: string | null, domains: readonly string[]): boolean {
  const domain = domainOf(email);
  return domain !== null && domains.includes(domain);
}

/** A configured list, separated by commas or spaces. */
export const splitDomains = (list: string): string[] =>
  list.split(/[\s,]+/).filter((one) => one !== '');

/** The domain in the form of `domainOf`; `null` when it is invalid. */
export const canonicalDomain = (domain: string): string | null => domainOf(`anybody@${domain}`);
