import { Injectable } from '@nestjs/common';
import { findNamedProblem } from '#api/platform/http';
import { Database } from '#libs/database';
import { TokenIdentity, type TokenService } from '#api/signing-keys';
import { isAuthService } from './services.service.js';
import type { ServiceRow } from './service.js';
import { ServicesStore } from './services.store.js';

/** Whom an access token is for: one service, or (`null`) this server and all that take the tokens of its audience. */
export interface TokenTarget {
  readonly service: TokenService | null;
}

const EVERYTHING: TokenTarget = { service: null };

/** Whom a client may have an access token for (RFC 8707). */
@Injectable()
export class TokenTargets {
  constructor(
    private readonly database: Database,
    private readonly store: ServicesStore,
    private readonly identity: TokenIdentity,
  ) {}

  /**
   * What a client means by `resource`: the name of one active service, `auth_service` for Gatehouse itself, or nothing
   * at all. `null` when no token can be had for it.
   */
  async find(resource: unknown): Promise<TokenTarget | null> {
    if (resource === undefined) return EVERYTHING;
    if (findNamedProblem(resource) !== null) return null;
    return this.toTarget(await this.store.findByName(this.database.pool, resource as string));
  }

  /** Whom a session's tokens are for that was begun for this service; `null` when none can be had any more. */
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
