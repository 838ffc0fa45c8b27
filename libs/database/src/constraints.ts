import type { Code } from '#libs/kernel';

export interface ConstraintRefusal {
  readonly code: Code;
  /** The detail for the client, if the title of the code is not enough. */
  readonly detail?: string;
}

const SLUG_TAKEN = 'Another one in the same place has this slug already. Choose another slug.';

/**
 * The refusal for a violated constraint, by the constraint's name. A violation of a constraint that is not listed is
 * an internal error.
 */
export const CONSTRAINT_REFUSALS: Readonly<Record<string, ConstraintRefusal>> = {
  users_email_canonical_key: {
    code: 'EMAIL_TAKEN',
    detail: 'Email already registered',
  },
  services_name_canonical_key: {
    code: 'SERVICE_NAME_TAKEN',
    detail: 'A service of this name exists already. Choose another name.',
  },
  roles_service_id_name_canonical_key: {
    code: 'ROLE_NAME_TAKEN',
    detail: 'The service has a role of this name already. Choose another name.',
  },
  permissions_service_id_name_key: {
    code: 'PERMISSION_NAME_TAKEN',
    detail: 'The service has a permission of this name already. Choose another name.',
  },
  permissions_service_id_name_canonical_key: {
    code: 'PERMISSION_NAME_TAKEN',
    detail: 'The service has a permission of this name already. Choose another name.',
  },
  user_service_roles_user_id_service_id_role_id_key: {
    code: 'ROLE_ALREADY_ASSIGNED',
    detail: 'The user has this role already.',
  },
  organization_domains_domain_idx: {
    code: 'DOMAIN_TAKEN',
    detail: 'Another organization has proven this domain.',
  },
  passkeys_credential_id_key: {
    code: 'PASSKEY_TAKEN',
    detail: 'This passkey is registered already. Use it, or make another one.',
  },
  user_service_roles_user_id_fkey: { code: 'USER_NOT_FOUND', detail: 'User not found' },
  user_service_roles_role_id_service_id_fkey: {
    code: 'ROLE_NOT_FOUND',
    detail: 'Role not found in this service',
  },
  roles_service_id_fkey: { code: 'SERVICE_NOT_FOUND', detail: 'Service not found' },
  permissions_service_id_fkey: { code: 'SERVICE_NOT_FOUND', detail: 'Service not found' },
  app_tokens_service_id_fkey: { code: 'SERVICE_NOT_FOUND', detail: 'Service not found' },
  app_tokens_service_id_name_canonical_key: {
    code: 'TOKEN_NAME_TAKEN',
    detail: 'The service has a token of this name already. Choose another name.',
  },
  organizations_slug_idx: { code: 'SLUG_TAKEN', detail: SLUG_TAKEN },
  organizations_parent_id_slug_idx: { code: 'SLUG_TAKEN', detail: SLUG_TAKEN },
  organizations_parent_id_root_id_fkey: {
    code: 'ORGANIZATION_NOT_FOUND',
    detail: 'Organization or unit not found',
  },
  organization_members_unit_id_root_id_fkey: {
    code: 'ORGANIZATION_NOT_FOUND',
    detail: 'Organization or unit not found',
  },
  organization_members_user_id_fkey: { code: 'USER_NOT_FOUND', detail: 'User not found' },
};
