import type { Identity } from '#api/users/identities';
import type { ShownIdentity } from './identities.page.js';
import type { ProviderWays } from './provider-ways.service.js';

export const toShownIdentity = (
  { id, provider, email, createdAt, lastUsedAt }: Identity,
  ways: Pick<ProviderWays, 'titleOf'>,
): ShownIdentity => ({ id, name: ways.titleOf(provider), email, createdAt, lastUsedAt });
