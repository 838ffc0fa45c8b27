import type { AppError } from '#libs/kernel';
import { certificateCure } from '#libs/outbound';
import { callErrorIn, type Setting } from './provider-call-error.js';

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
