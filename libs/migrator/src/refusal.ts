/** Why a database is not migrated, and the remedy. */
export interface Refusal {
  readonly message: string;
  readonly hint?: string;
}
