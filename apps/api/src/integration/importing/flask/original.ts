/** A user of the original service. Keys are integers; times are read as UTC. */
export interface OriginalUser {
  readonly id: number;
  readonly public_id: string | null;
  readonly email: string | null;
  readonly password: string | null;
  readonly first_name: string | null;
  readonly last_name: string | null;
  readonly is_active: boolean;
  readonly is_email_verified: boolean;
  readonly created_at: Date | null;
  readonly last_login: Date | null;
  readonly google_id: string | null;
  readonly microsoft_id: string | null;
  readonly discord_id: string | null;
}

export interface OriginalService {
  readonly id: number;
  readonly public_id: string | null;
  readonly name: string;
  readonly description: string | null;
  readonly is_active: boolean;
  readonly created_at: Date | null;
}

export interface OriginalPermission {
  readonly id: number;
  readonly name: string;
  readonly description: string | null;
}

export interface OriginalRole {
  readonly id: number;
  readonly service_id: number;
  readonly name: string;
  readonly description: string | null;
  readonly is_default: boolean;
  readonly permission_ids: readonly number[];
}

export interface OriginalAssignment {
  readonly user_id: number;
  readonly service_id: number;
  readonly role_id: number;
  readonly created_at: Date | null;
}

export interface OriginalToken {
  readonly id: number;
  readonly service_id: number;
  readonly name: string | null;
  /** In clear text. */
  readonly token: string;
  readonly is_active: boolean;
  readonly expires_at: Date | null;
  readonly created_at: Date | null;
  readonly last_used: Date | null;
}

/** All data of the original service, from one snapshot. */
export interface Original {
  readonly users: readonly OriginalUser[];
  readonly services: readonly OriginalService[];
  readonly permissions: readonly OriginalPermission[];
  readonly roles: readonly OriginalRole[];
  readonly assignments: readonly OriginalAssignment[];
  readonly tokens: readonly OriginalToken[];
}

/** The database cannot be imported; the message is for the operator. */
export class OriginalRefused extends Error {
  constructor(
    message: string,
    readonly hint: string,
  ) {
    super(message);
    this.name = 'OriginalRefused';
  }
}

const BATCH = 500;

/** Calls `work` for each batch: one statement for each row would be slow, one for all would exceed the statement timeout. */
export async function inBatches<T>(
  all: readonly T[],
  work: (batch: readonly T[]) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < all.length; start += BATCH) {
    await work(all.slice(start, start + BATCH));
  }
}

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
