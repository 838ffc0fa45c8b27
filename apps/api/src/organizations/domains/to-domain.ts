import { recordOf, type DomainRow } from './domain.js';
import type { DomainDto } from './domains.dto.js';

export function toDomain(row: DomainRow): DomainDto {
  const { name, value } = recordOf(row);
  return {
    id: row.id,
    organization_id: row.rootId,
    unit_id: row.unitId ?? row.rootId,
    domain: row.domain,
    record_name: name,
    record_value: value,
    joins: row.joins,
    verified_at: row.verifiedAt?.toISOString() ?? null,
    checked_at: row.checkedAt?.toISOString() ?? null,
    failing_since: row.failingSince?.toISOString() ?? null,
    created_at: row.createdAt.toISOString(),
  };
}
