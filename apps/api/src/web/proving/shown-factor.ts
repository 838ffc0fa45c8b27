import type { ShownFactor } from '#api/factors';
import { typedCode } from '../factors/typed-code.js';
import { shownPasskey } from '../passkeys/shown-passkey.js';

type ShownResponse = Extract<ShownFactor, { readonly type: 'passkey' }>['response'];

/** The factor in a form: the answer of a passkey, or a typed code; `null` for a form without one. */
export function shownFactorIn({
  code,
  response,
}: {
  readonly code: string | undefined;
  readonly response: string | undefined;
}): ShownFactor | null {
  // The verification takes nothing in it for granted.
  if (response !== undefined)
    return { type: 'passkey', response: shownPasskey(response) as ShownResponse };
  return code === undefined ? null : typedCode(code);
}
