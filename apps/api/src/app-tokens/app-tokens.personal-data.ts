import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { PersonalData } from '#libs/personal-data';
import { AppTokensStore } from './app-tokens.store.js';
import { ServiceCallersStore } from './callers/service-callers.store.js';

const MOST = 1000;

/** What the user did for services: the tokens that they minted, without their secrets, and the calls that they granted. */
@Injectable()
export class AppTokensPersonalData {
  constructor(
    data: PersonalData,
    database: Database,
    tokens: AppTokensStore,
    callers: ServiceCallersStore,
  ) {
    data.declare('minted_tokens', async ({ userId }) => {
      const minted = await tokens.listMintedBy(database.pool, userId, MOST);
      return minted.map((token) => ({
        id: token.id,
        name: token.name,
        prefix: token.prefix,
        service_id: token.serviceId,
        service_name: token.serviceName,
        scopes: token.scopes,
        is_active: token.isActive,
        created_at: token.createdAt,
        expires_at: token.expiresAt,
        last_used_at: token.lastUsed,
      }));
    });
    data.declare('granted_calls', async ({ userId }) => {
      const granted = await callers.listGrantedBy(database.pool, userId, MOST);
      return granted.map((grant) => ({
        service_id: grant.serviceId,
        service_name: grant.serviceName,
        caller_id: grant.callerId,
        caller_name: grant.callerName,
        scopes: grant.scopes,
        granted_at: grant.grantedAt,
        changed_at: grant.updatedAt,
      }));
    });
  }
}
