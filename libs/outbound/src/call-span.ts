import { parseUrl } from '#libs/kernel';
import type { WholeAnswer } from './bounded-fetch.js';

/**
 * The span of a call. Of the URL it has the server alone, which the operator, or a provider that they configured, has
 * named: paths and queries contain codes, tokens and names of people.
 */
export const callSpan = (method: string, url: string) => () => ({
  name: method,
  attributes: { 'http.request.method': method, ...serverOf(url) },
});

function serverOf(url: string): Record<string, string | number> {
  const address = parseUrl(url);
  if (!address) return {};
  const { protocol, hostname, port } = address;
  const usual = protocol === 'https:' ? 443 : 80;
  return { 'server.address': hostname, 'server.port': port === '' ? usual : Number(port) };
}

/** The attributes of a span whose call was answered. */
export const answerFacts = ({ status }: WholeAnswer): Record<string, string | number> => ({
  'http.response.status_code': status,
  ...(status >= 400 && { 'error.type': String(status) }),
});
