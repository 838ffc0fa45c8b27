import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Config, coreConfig, type ConfigOf } from '#libs/config';
import { AppError } from '#libs/kernel';
import { mailConfig } from '../mail.config.js';
import { isLocalRequest, isMailboxOpen } from './mailbox-access.js';

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
