import { parseUrl } from '#libs/kernel';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/** Whether an address is of this machine itself, without encryption. */
export function isLoopbackHttp(address: string): boolean {
  const url = parseUrl(address);
  return url?.protocol === 'http:' && LOOPBACK.test(url.hostname);
}

/** Whether another server may be called there: encrypted, or on this machine itself. */
export function isCallable(address: string): boolean {
  const url = parseUrl(address);
  if (!url || url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || isLoopbackHttp(address);
}
