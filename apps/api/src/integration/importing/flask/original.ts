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
