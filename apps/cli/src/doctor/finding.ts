/** The result of one check, and how to correct the fault. */
export interface Finding {
  readonly check: string;
  readonly status: 'ok' | 'warning' | 'problem';
  /** Never contains a password. */
  readonly finding: string;
  readonly cure?: string;
}

export const ok = (check: string, finding: string): Finding => ({ check, status: 'ok', finding });

export const warning = (check: string, finding: string, cure: string): Finding => ({
  check,
  status: 'warning',
  finding,
  cure,
});

export const problem = (check: string, finding: string, cure: string): Finding => ({
  check,
  status: 'problem',
  finding,
  cure,
});

/** An error's message, or its code where it has none (a connection refused on all addresses). */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  return error.message || code || error.name;
}
