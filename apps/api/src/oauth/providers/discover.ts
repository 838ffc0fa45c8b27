import { parseUrl } from '#libs/kernel';
import { ProviderCallError } from '../calls/provider-call-error.js';
import type { ProviderFetch } from '../calls/provider-calls.service.js';

/** The parts of OpenID Connect Discovery that a provider with a strategy of its own needs. */
export interface Description {
  readonly issuer: string;
  readonly authorizationURL: string;
  readonly tokenURL: string;
  readonly jwksUri: string;
  readonly userinfoURL?: string;
  /** RFC 9207: whether each authorization response has `iss`. */
  readonly namesItself: boolean;
}

const isAddress = (value: unknown): value is string =>
  typeof value === 'string' && parseUrl(value) !== null;

/** @throws ProviderCallError when it cannot be fetched or is incomplete */
export async function discover(fetch: ProviderFetch, url: string): Promise<Description> {
  const answer = await fetch(url);
  const found = (await answer.json()) as Record<string, unknown>;
  const { issuer, authorization_endpoint, token_endpoint, jwks_uri } = found;
  const [authorizationURL, tokenURL, jwksUri] = [authorization_endpoint, token_endpoint, jwks_uri];
  const all = { issuer, authorizationURL, tokenURL, jwksUri };
  const isWhole = Object.values(all).every(isAddress);
  if (!isWhole) {
    const setting = 'address';
    throw new ProviderCallError('misconfigured', 'The description is not whole', { setting });
  }
  const namesItself = found['authorization_response_iss_parameter_supported'] === true;
  const { userinfo_endpoint: info } = found;
  const hasInfo = isAddress(info);
  return {
    ...(all as Omit<Description, 'namesItself'>),
    namesItself,
    ...(hasInfo && { userinfoURL: info }),
  };
}
