import type { DayUseDto, ListedTokenDto, MintedTokenDto, TokenUsageDto } from './app-tokens.dto.js';
import type { MintedToken } from './token-minting.service.js';
import type { ListedToken } from './app-tokens.store.js';
import type { UsageRow } from './token-usage.store.js';
import { DAY_MS } from '#libs/kernel';

const iso = (date: Date | null) => date?.toISOString() ?? null;

export function toMintedToken(minted: MintedToken): MintedTokenDto {
  const { id, token, name, service, expiresAt, scopes } = minted;
  return {
    id,
    token,
    name,
    service_id: service.id,
    service_name: service.name,
    expires_at: iso(expiresAt),
    scopes: [...scopes],
  };
}

export function toListedToken(token: ListedToken): ListedTokenDto {
  return {
    id: token.id,
    name: token.name,
    prefix: token.prefix,
    service_id: token.serviceId,
    service_name: token.serviceName,
    is_active: token.isActive,
    expires_at: iso(token.expiresAt),
    created_at: token.createdAt.toISOString(),
    created_by: token.createdBy,
    created_by_active: token.isCreatorActive,
    last_used: iso(token.lastUsed),
    use_count: Number(token.useCount),
    scopes: [...token.scopes],
    allowed_networks: [...token.allowedNetworks],
  };
}

/** By token, in one pass. */
export function groupUsage(usage: readonly UsageRow[]): Map<string, UsageRow[]> {
  const byToken = new Map<string, UsageRow[]>();
  for (const row of usage) {
    const own = byToken.get(row.tokenId) ?? [];
    own.push(row);
    byToken.set(row.tokenId, own);
  }
  return byToken;
}

export function toTokenUsage(
  token: ListedToken,
  own: readonly UsageRow[],
  nowMs: number,
): TokenUsageDto {
  const days = own.map(({ day, useCount }): DayUseDto => ({
    date: day,
    use_count: Number(useCount),
  }));
  const sinceMs = (token.lastUsed ?? token.createdAt).getTime();
  return {
    token_id: token.id,
    name: token.name,
    is_active: token.isActive,
    last_used: iso(token.lastUsed),
    unused_for_days: Math.max(0, Math.floor((nowMs - sinceMs) / DAY_MS)),
    use_count: Number(token.useCount),
    days,
  };
}
