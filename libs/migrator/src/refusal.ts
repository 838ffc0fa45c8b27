/** Why a database is left alone, and what to do instead. */
export interface Refusal {
  readonly message: string;
  readonly hint?: string;
}
