import type { ConfigProblem } from './slice.js';

/** Unreserved characters of RFC 3986, without dot segments. */
const SEGMENT = /^(?!\.{1,2}$)[A-Za-z0-9._~-]+$/;

const withoutEnd = (address: string): string => address.replace(/\/+$/, '');

/** The path as written, before a URL parser normalises it. */
const pathTextOf = (address: string): string =>
  withoutEnd(address).replace(/^[a-z]+:[/\\]*[^/\\?#]*/i, '');

/** Problems of an address to which our paths cannot be appended safely. */
export function baseUrlShapeProblems(address: string | undefined): ConfigProblem[] {
  if (address === undefined) return [];
  const { username, password, search, hash } = new URL(address);
  const problem = (message: string): ConfigProblem[] => [{ name: 'APP_BASE_URL', message }];
  if (username || password) return problem('must have no user name or password in it');
  if (search || hash || /[?#]/.test(address)) return problem('must have no query and no fragment');
  const segments = pathTextOf(address).split('/').slice(1);
  return segments.every((segment) => SEGMENT.test(segment)) && !address.includes('\\')
    ? []
    : problem(
        'must have a path of plain segments (letters, digits, ".", "_", "~", "-"), as in https://host/auth: no "//", "..", "\\" or "%"',
      );
}

/** The path of an address: `/auth` for `https://host/auth/`, empty for a host only. */
export function basePathOfUrl(baseUrl: string): string {
  return withoutEnd(new URL(baseUrl).pathname);
}

/** Whether a host name or address is always this machine. */
export function isLoopback(host: string): boolean {
  const plain = host.replace(/^\[|\]$/g, '').toLowerCase();
  return (
    plain === 'localhost' ||
    plain.endsWith('.localhost') ||
    plain === '::1' ||
    /^127(\.\d{1,3}){3}$/.test(plain)
  );
}
