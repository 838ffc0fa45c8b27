import { Injectable } from '@nestjs/common';
import { findNamedProblem } from '#api/platform/http';
import { Database } from '#libs/database';
import { TokenIdentity, type TokenService } from '#api/signing-keys';
import { isAuthService } from './services.service.js';
import type { ServiceRow } from './service.js';
import { ServicesStore } from './services.store.js';

/** The audience of an access token: one service, or (`null`) this server and all that take the tokens of its audience. */
export interface TokenTarget {
  readonly service: TokenService | null;
}

const EVERYTHING: TokenTarget = { service: null };

/** The services for which a client may get an access token (RFC 8707). */
@Injectable()
export class TokenTargets {
  constructor(
    private readonly database: Database,
    private readonly store: ServicesStore,
    private readonly identity: TokenIdentity,
  ) {}

  /**
   * What a client means by `resource`: the name of one active service, `auth_service` for Gatehouse itself, or nothing
   * at all. `null` when there is no token for it.
   */
  async find(resource: unknown): Promise<TokenTarget | null> {
    if (resource === undefined) return EVERYTHING;
    if (findNamedProblem(resource) !== null) return null;
    return this.toTarget(await this.store.findByName(this.database.pool, resource as string));
  }

  /** The target of a session that was opened for this service; `null` when there is no token for the service any more. */
  async findById(serviceId: string | null): Promise<TokenTarget | null> {
    if (serviceId === null) return EVERYTHING;
    return this.toTarget(await this.store.findById(this.database.pool, serviceId));
  }

  private toTarget(service: ServiceRow | null): TokenTarget | null {
    if (!service?.isActive) return null;
    if (isAuthService(service)) return EVERYTHING;
    const { id, name } = service;
    return this.identity.isOwnName(name) ? null : { service: { id, name } };
  }
}
