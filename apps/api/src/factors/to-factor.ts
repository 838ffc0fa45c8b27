import type { DetailedFactor } from './factor-details.js';
import type { FactorDto } from './factors.dto.js';

/** A factor as its owner sees it. */
export function toFactor(factor: DetailedFactor): FactorDto {
  return {
    id: factor.id,
    type: factor.type,
    name: factor.name,
    created_at: factor.createdAt.toISOString(),
    confirmed_at: (factor.confirmedAt ?? factor.createdAt).toISOString(),
    last_used_at: factor.lastUsedAt?.toISOString() ?? null,
    ...factor.detail,
  };
}
