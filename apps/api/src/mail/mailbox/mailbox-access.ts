import type { IncomingHttpHeaders } from 'node:http';
import type { Config, coreConfig, ConfigOf } from '#libs/config';
import type { mailConfig } from '../mail.config.js';

const LOOPBACK_PEER = /^(127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3})$/i;
const LOOPBACK_HOST = /^(localhost|[a-z0-9-]+\.localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;
const PROXY_HEADERS = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'];

/**
 * Whether the request comes from this machine and names it as its host. The address of the peer does not suffice: a
 * page of another site can make a browser on this machine call a name that resolves to it (DNS rebinding), and a proxy on
 * this machine forwards requests of other machines.
 */
export function isLocalRequest(request: {
  readonly remoteAddress: string | undefined;
  readonly headers: IncomingHttpHeaders;
}): boolean {
  const { remoteAddress = '', headers } = request;
  const isForwarded = PROXY_HEADERS.some((name) => headers[name] !== undefined);
  return (
    !isForwarded && LOOPBACK_PEER.test(remoteAddress) && LOOPBACK_HOST.test(headers.host ?? '')
  );
}

/** Whether mails can be read at `/dev/mail`: without a mail server, outside production and behind no proxy. */
export function isMailboxOpen(
  mail: ConfigOf<typeof mailConfig>,
  core: ConfigOf<typeof coreConfig>,
  config: Config,
): boolean {
  return !mail.server && core.nodeEnv !== 'production' && !config.value('TRUST_PROXY');
}
