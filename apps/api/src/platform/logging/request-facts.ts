/** The facts of a request for log and metrics; no path with its parameters, no query, no body. */
export interface RequestFacts {
  readonly requestId: string;
  readonly method: string;
  /** The route's pattern; `null` for a path that is not served. */
  readonly route: string | null;
  readonly status: number;
  readonly durationMs: number;
  readonly ip: string;
  readonly userAgent: string | null;
  readonly userId: string | undefined;
  readonly serviceId: string | undefined;
  /** The code of the refusal. */
  readonly code: string | undefined;
  /** The error of an internal failure. */
  readonly error: unknown;
}
