/** Who runs migrations at the moment. */
export interface LockHolder {
  readonly pid: number;
  readonly applicationName: string;
  /** ISO 8601; `null` when PostgreSQL does not tell this user. */
  readonly since: string | null;
}
