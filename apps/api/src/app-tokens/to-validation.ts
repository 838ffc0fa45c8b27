import type { AppPrincipal } from '#libs/access';
import type { ValidationDto } from './validation.dto.js';

const toService = ({ isActive, createdAt, updatedAt, ...rest }: AppPrincipal['service']) => ({
  ...rest,
  is_active: isActive,
  created_at: createdAt.toISOString(),
  updated_at: updatedAt.toISOString(),
});

/** What the holder of a good token is told about it. */
export function toValidation(app: AppPrincipal): ValidationDto {
  const { tokenId: id, tokenName: name, scopes, expiresAt, allowedNetworks, service } = app;
  const expires_at = expiresAt?.toISOString() ?? null;
  const allowed_networks = [...allowedNetworks];
  const token = { id, name, scopes: [...scopes], expires_at, allowed_networks };
  return { success: true, service: toService(service), token };
}
