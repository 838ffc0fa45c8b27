export type Kind = 'text' | 'boolean' | 'time';

interface Table {
  /** A database without these columns is not that of the original service. */
  readonly required: readonly string[];
  /** The columns that are read besides integer keys; they may be absent. */
  readonly read: Readonly<Record<string, Kind>>;
}

/** The tables of the original service. */
export const ORIGINAL_TABLES = {
  users: {
    required: ['id', 'public_id', 'email', 'password'],
    read: {
      public_id: 'text',
      email: 'text',
      password: 'text',
      first_name: 'text',
      last_name: 'text',
      is_active: 'boolean',
      is_email_verified: 'boolean',
      created_at: 'time',
      last_login: 'time',
      google_id: 'text',
      microsoft_id: 'text',
      discord_id: 'text',
    },
  },
  services: {
    required: ['id', 'public_id', 'name'],
    read: {
      public_id: 'text',
      name: 'text',
      description: 'text',
      is_active: 'boolean',
      created_at: 'time',
    },
  },
  permissions: { required: ['id', 'name'], read: { name: 'text', description: 'text' } },
  roles: {
    required: ['id', 'service_id', 'name'],
    read: { name: 'text', description: 'text', is_default: 'boolean' },
  },
  role_permissions: { required: ['role_id', 'permission_id'], read: {} },
  user_service_roles: {
    required: ['user_id', 'service_id', 'role_id'],
    read: { created_at: 'time' },
  },
  app_tokens: {
    required: ['id', 'service_id', 'token'],
    read: {
      name: 'text',
      token: 'text',
      is_active: 'boolean',
      expires_at: 'time',
      created_at: 'time',
      last_used: 'time',
    },
  },
} as const satisfies Readonly<Record<string, Table>>;

export type TableName = keyof typeof ORIGINAL_TABLES;
