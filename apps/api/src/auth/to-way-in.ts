import type { WayIn } from './way-in.js';
import type { WayInDto } from './password-reset.dto.js';

/** As the API shows it. */
export function toWayIn(wayIn: WayIn): WayInDto {
  return {
    id: wayIn.id,
    kind: wayIn.kind,
    name: wayIn.name,
    email: wayIn.email,
    added_at: wayIn.addedAt.toISOString(),
    ip: wayIn.from,
    last_used_at: wayIn.lastUsedAt?.toISOString() ?? null,
    keepable: wayIn.isKeepable,
  };
}
