import type { AppError } from '#libs/kernel';
import { certificateCure } from '#libs/outbound';
import { callErrorIn, type Setting } from './provider-call-error.js';

/** Names of what a provider is configured by. */
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

/** What the operator has to change, for the log; nothing where it is not theirs to change. */
export function cureOf(
  { settings }: { readonly settings: ProviderSettings },
  fault: AppError | Error,
): string {
  const setting = callErrorIn(fault)?.setting;
  return setting === undefined ? '' : `; ${CURES[setting](settings)}`;
}
