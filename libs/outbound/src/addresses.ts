import { parseUrl } from '#libs/kernel';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/** Whether the URL is unencrypted HTTP to this machine. */
export function isLoopbackHttp(address: string): boolean {
  const url = parseUrl(address);
  return url?.protocol === 'http:' && LOOPBACK.test(url.hostname);
}

/** Whether outbound calls to the URL are allowed: over HTTPS, or to this machine. */
export function isCallable(address: string): boolean {
  const url = parseUrl(address);
  if (!url || url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || isLoopbackHttp(address);
}
