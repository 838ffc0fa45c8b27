import type { AppPrincipal } from '#libs/access';
import { scopesHeld, type Standing } from '../callers/standings.service.js';
import type { ValidationDto } from './validation.dto.js';

const toService = ({ isActive, createdAt, updatedAt, ...rest }: AppPrincipal['service']) => ({
  ...rest,
  is_active: isActive,
  created_at: createdAt.toISOString(),
  updated_at: updatedAt.toISOString(),
});

/** The answer about a good token to its holder. */
export function toValidation(app: AppPrincipal): ValidationDto {
  const { tokenId: id, tokenName: name, scopes, expiresAt, allowedNetworks, service } = app;
  const expires_at = expiresAt?.toISOString() ?? null;
  const allowed_networks = [...allowedNetworks];
  const token = { id, name, scopes: [...scopes], expires_at, allowed_networks };
  return { success: true, service: toService(service), token };
}

/** The answer about a good token to the service that it was shown to: with the scopes that hold there. */
export function toAskersValidation(
  app: AppPrincipal,
  asking: AppPrincipal,
  standing: Standing,
): ValidationDto {
  const { id, name } = asking.service;
  const grant = standing.kind === 'granted' ? { scopes: [...standing.scopes] } : null;
  const scopes = scopesHeld(app.scopes, standing);
  return { ...toValidation({ ...app, scopes }), asked_by: { id, name }, grant };
}
