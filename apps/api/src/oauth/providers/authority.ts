import { normaliseEmail } from '#libs/kernel';

/** What an address is compared by, behind its last `@`; `null` when it is none. */
function domainOf(email: string | null): string | null {
  const canonical = normaliseEmail(email ?? '')?.canonical;
  return canonical?.slice(canonical.lastIndexOf('@') + 1) ?? null;
}

/** Whether the address is of one of these domains; a part of a domain's name does not do. */
export function isOfDomain(email: string | null, domains: readonly string[]): boolean {
  const domain = domainOf(email);
  return domain !== null && domains.includes(domain);
}

/** A list as it is configured: by commas or blanks. */
export const splitDomains = (list: string): string[] =>
  list.split(/[\s,]+/).filter((one) => one !== '');

/** As `domainOf` writes domains; `null` when it is none. */
export const canonicalDomain = (domain: string): string | null => domainOf(`anybody@${domain}`);
