import type { Identity } from '#api/users/identities';
import type { IdentityDto } from './identities.dto.js';

/** The contract's `identity`; the provider's tokens are no part of it. */
export function toIdentity(identity: Identity): IdentityDto {
  return {
    id: identity.id,
    provider: identity.provider,
    subject: identity.subject,
    email: identity.email,
    avatar: identity.avatar,
    created_at: identity.createdAt.toISOString(),
    last_used_at: identity.lastUsedAt?.toISOString() ?? null,
  };
}
