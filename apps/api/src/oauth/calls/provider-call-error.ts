import type { CallFailure } from '#libs/outbound';

/**
 * What a call to a provider came to: `busy` and `unreachable` pass by themselves, `spent` wants a new sign-in, `refused`
 * is about the person, `misconfigured` is the operator's to change.
 */
export type ProviderFailure =
  | CallFailure
  | 'busy'
  | 'spent'
  | 'refused'
  | 'misconfigured'
  | 'no-email';

/** Which of the operator's settings a failure is about. */
export type Setting = 'credentials' | 'callback' | 'address' | 'certificate';

export interface ProviderCallErrorOptions extends ErrorOptions {
  /** What the provider answered, where it did. */
  readonly status?: number;
  readonly retryAfterSeconds?: number | undefined;
  readonly setting?: Setting;
}

/** The provider or its configuration, not the person, is to blame. */
export class ProviderCallError extends Error {
  override name = 'ProviderCallError';
  readonly status: number | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly setting: Setting | undefined;

  constructor(
    readonly failure: ProviderFailure,
    message: string,
    { status, retryAfterSeconds, setting, ...options }: ProviderCallErrorOptions = {},
  ) {
    super(message, options);
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
    this.setting = setting;
  }
}

const MAX_DEPTH = 8;

/** The failed call inside of what a library throws, if there is one. */
export function callErrorIn(error: unknown): ProviderCallError | null {
  let current = error;
  for (let depth = 0; depth < MAX_DEPTH && current instanceof Error; depth += 1) {
    if (current instanceof ProviderCallError) return current;
    current = current.cause ?? (current as { oauthError?: unknown }).oauthError;
  }
  return null;
}

const LASTING: ReadonlySet<ProviderFailure> = new Set(['misconfigured', 'busy']);

/** The same failure, told a moment later to who is not to ask again: what does not pass by itself stays what it is. */
export function remembered(error: unknown): ProviderCallError {
  const found = callErrorIn(error);
  const message = found?.message ?? 'It could not be reached a moment ago';
  const failure = found && LASTING.has(found.failure) ? found.failure : 'unreachable';
  const { retryAfterSeconds, setting } = found ?? {};
  return new ProviderCallError(failure, message, {
    cause: error,
    retryAfterSeconds,
    ...(setting && { setting }),
  });
}
