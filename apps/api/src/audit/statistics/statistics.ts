export interface CountedSignIn {
  /** `password`, or the name of a provider. */
  readonly method: string;
  /** `success`, or the code of the refusal in lower case. */
  readonly outcome: string;
  readonly ip: string;
}

export interface DayOfStatistics {
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  readonly activeSessions: number;
  readonly activeUsers: number;
  readonly newAccounts: number;
}

export interface SignInsOfDay {
  readonly day: string;
  readonly method: string;
  readonly outcome: string;
  readonly count: number;
}

export interface SignInsOfCountry {
  /** ISO 3166-1 alpha-2; `null` for addresses of which none is known. */
  readonly country: string | null;
  readonly succeeded: number;
  readonly refused: number;
}

export interface TokenUsesOfDay {
  readonly day: string;
  readonly serviceId: string;
  readonly count: number;
}

export interface StatisticsReport {
  /** Every day of the time asked for, oldest first. */
  readonly days: readonly DayOfStatistics[];
  readonly signIns: readonly SignInsOfDay[];
  readonly countries: readonly SignInsOfCountry[];
}

export const MEASURES = [
  'active_sessions',
  'active_users',
  'new_accounts',
  'sign_ins',
  'sign_ins_by_country',
  'token_uses',
] as const;

export type Measure = (typeof MEASURES)[number];

/** Days are `YYYY-MM-DD`, UTC. */
export interface DailyCount {
  readonly measure: Measure;
  readonly day: string;
  readonly label: string;
  readonly outcome: string;
  readonly count: number;
}
