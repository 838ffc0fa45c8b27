import type { DayUseDto, ListedTokenDto, MintedTokenDto, TokenUsageDto } from './app-tokens.dto.js';
import type { MintedToken } from './token-minting.service.js';
import type { ListedToken } from './app-tokens.store.js';
import type { UsageRow } from './token-usage.store.js';

const DAY_MS = 86_400_000;

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
    ...token,
    expires_at: iso(token.expires_at),
    created_at: token.created_at.toISOString(),
    last_used: iso(token.last_used),
    use_count: Number(token.use_count),
    scopes: [...token.scopes],
    allowed_networks: [...token.allowed_networks],
  };
}

/** By token, in one pass. */
export function groupUsage(usage: readonly UsageRow[]): Map<string, UsageRow[]> {
  const byToken = new Map<string, UsageRow[]>();
  for (const row of usage) {
    const own = byToken.get(row.token_id) ?? [];
    own.push(row);
    byToken.set(row.token_id, own);
  }
  return byToken;
}

export function toTokenUsage(
  token: ListedToken,
  own: readonly UsageRow[],
  nowMs: number,
): TokenUsageDto {
  const days = own.map(({ day, use_count }): DayUseDto => ({
    date: day,
    use_count: Number(use_count),
  }));
  const sinceMs = (token.last_used ?? token.created_at).getTime();
  return {
    token_id: token.id,
    name: token.name,
    is_active: token.is_active,
    last_used: iso(token.last_used),
    unused_for_days: Math.max(0, Math.floor((nowMs - sinceMs) / DAY_MS)),
    use_count: Number(token.use_count),
    days,
  };
}
