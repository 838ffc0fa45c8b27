import type { CallFailure } from '#libs/outbound';

export type { CallFailure };

/** The provider, not the person, is to blame. */
export class ProviderCallError extends Error {
  override name = 'ProviderCallError';

  constructor(
    readonly failure: CallFailure,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
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
