import { type CallFailure, certificateCure } from '#libs/outbound';
import type { AppError } from '#libs/kernel';

/**
 * The result of a failed call to a provider: `busy` and `unreachable` are temporary, `spent` needs a new sign-in, `refused`
 * concerns the user, `misconfigured` needs a change by the operator.
 */
export type ProviderFailure =
  | CallFailure
  | 'busy'
  | 'spent'
  | 'refused'
  | 'misconfigured'
  | 'no-email';

/** The setting that a failure concerns. */
export type Setting = 'credentials' | 'callback' | 'address' | 'certificate';

export interface ProviderCallErrorOptions extends ErrorOptions {
  /** The status of the provider's answer, if there was one. */
  readonly status?: number;
  readonly retryAfterSeconds?: number | undefined;
  readonly setting?: Setting;
}

/** A fault of the provider or of its configuration, not of the user. */
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

/** The failed call among the causes of an error of a library, if there is one. */
export function callErrorIn(error: unknown): ProviderCallError | null {
  let current = error;
  for (let depth = 0; depth < MAX_DEPTH && current instanceof Error; depth += 1) {
    if (current instanceof ProviderCallError) return current;
    current = current.cause ?? (current as { oauthError?: unknown }).oauthError;
  }
  return null;
}

const LASTING: ReadonlySet<ProviderFailure> = new Set(['misconfigured', 'busy']);

/** The same failure for later requests, while the call is not repeated: permanent failures keep their kind. */
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

/** The names of the settings of a provider. */
export interface ProviderSettings {
  readonly credentials: readonly string[];
  readonly addresses: readonly string[];
}

const CURES: Readonly<Record<Setting, (settings: ProviderSettings) => string>> = {
  credentials: ({ credentials }) =>
    `check ${credentials.join(', ')} against the console of the provider`,
  callback: () =>
    'enter APP_BASE_URL + /api/oauth/{provider}/callback as redirect address in the console of the provider, letter by letter',
  address: ({ addresses }) => `check ${addresses.join(', ')}`,
  certificate: ({ addresses }) => certificateCure(addresses.join(', ')),
};

/** What the operator has to change, for the log; empty when it is no matter of the configuration. */
export function cureOf(
  { settings }: { readonly settings: ProviderSettings },
  fault: AppError | Error,
): string {
  const setting = callErrorIn(fault)?.setting;
  return setting === undefined ? '' : `; ${CURES[setting](settings)}`;
}
