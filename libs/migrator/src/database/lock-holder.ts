/** The session that currently runs migrations. */
export interface LockHolder {
  readonly pid: number;
  readonly applicationName: string;
  /** ISO 8601; `null` if PostgreSQL hides it from this user. */
  readonly since: string | null;
}
