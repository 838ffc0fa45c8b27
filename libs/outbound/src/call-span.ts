import { parseUrl } from '#libs/kernel';
import type { WholeAnswer } from './bounded-fetch.js';

/**
 * A call as a trace tells of it: of the address the server alone, which is the operator's or was named by a provider
 * of theirs. Paths and queries have codes, tokens and names of people in them.
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

/** What is known of it when it was answered. */
export const answerFacts = ({ status }: WholeAnswer): Record<string, string | number> => ({
  'http.response.status_code': status,
  ...(status >= 400 && { 'error.type': String(status) }),
});
