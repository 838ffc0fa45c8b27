import type { IncomingHttpHeaders } from 'node:http';
import type { Config, coreConfig, ConfigOf } from '#libs/config';
import type { mailConfig } from '../mail.config.js';

const LOOPBACK_PEER = /^(127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3})$/i;
const LOOPBACK_HOST = /^(localhost|[a-z0-9-]+\.localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i;
const SIGNS_OF_A_PROXY = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'];

/**
 * Whether it comes from this very machine and was meant for it. The peer alone does not say so: a browser here
 * can be led by a foreign page to a name that points here (DNS rebinding), and a proxy here forwards for
 * everybody.
 */
export function isLocalRequest(request: {
  readonly remoteAddress: string | undefined;
  readonly headers: IncomingHttpHeaders;
}): boolean {
  const { remoteAddress = '', headers } = request;
  const isForwarded = SIGNS_OF_A_PROXY.some((name) => headers[name] !== undefined);
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
