import { AppError } from '#libs/kernel';

export const domainNotFound = () =>
  new AppError('DOMAIN_NOT_FOUND', { detail: 'The organization has no such domain' });

/** Domains belong to the whole organization: whom a unit is entrusted to does not choose them. */
export const domainsAreOfTheRoot = () =>
  new AppError('ORGANIZATION_NOT_FOUND', {
    detail: 'This is a unit. Domains belong to the organization: use its id.',
  });

export const domainAddedAlready = () =>
  new AppError('DOMAIN_ALREADY_ADDED', {
    detail: 'The organization has this domain already. Read its TXT record in the list.',
  });

export const domainLimitReached = (limit: number) =>
  new AppError('DOMAIN_LIMIT_REACHED', {
    detail: `The organization has ${limit} domains, and may not have more. Delete domains that are not needed.`,
    params: { limit },
  });

export const domainTaken = () =>
  new AppError('DOMAIN_TAKEN', { detail: 'Another organization has proven this domain' });

export const recordMissing = (name: string) =>
  new AppError('DOMAIN_NOT_PROVEN', {
    detail: `DNS has no TXT record ${name}. Add it and try again; a new record can take an hour to be seen.`,
  });

export const otherRecord = (name: string) =>
  new AppError('DOMAIN_NOT_PROVEN', {
    detail: `The TXT record ${name} has another value. Set the value that the list of domains shows.`,
  });

export const notProven = () =>
  new AppError('DOMAIN_NOT_PROVEN', {
    detail: 'Prove the domain first: people join only by a proven domain',
  });

export const dnsUnavailable = (name: string) =>
  new AppError('DNS_UNAVAILABLE', {
    detail: `DNS did not answer for the TXT record ${name}. Try again in some minutes.`,
  });

export const unitOfOtherOrganization = () =>
  new AppError('UNIT_IN_OTHER_ORGANIZATION', {
    detail: 'People of a domain join a unit of its organization. Choose one of these.',
  });
