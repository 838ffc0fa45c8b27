import type { IncomingHttpHeaders } from 'node:http';
import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Config, coreConfig, type ConfigOf } from '#libs/config';
import { AppError } from '#libs/kernel';
import { mailConfig } from '../mail.config.js';

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

/** Allows requests from this machine while no mail server is configured; to all others the route does not exist. */
@Injectable()
export class LocalMailboxGuard implements CanActivate {
  private readonly isOpen: boolean;

  constructor(
    @Inject(mailConfig.KEY) mail: ConfigOf<typeof mailConfig>,
    @Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>,
    config: Config,
  ) {
    this.isOpen = isMailboxOpen(mail, core, config);
  }

  /** @throws AppError `ROUTE_NOT_FOUND`, as for an unknown path */
  canActivate(context: ExecutionContext): boolean {
    const { raw, headers } = context.switchToHttp().getRequest<FastifyRequest>();
    const { remoteAddress } = raw.socket;
    if (this.isOpen && isLocalRequest({ remoteAddress, headers })) return true;
    throw new AppError('ROUTE_NOT_FOUND', { detail: 'There is nothing at this address.' });
  }
}
