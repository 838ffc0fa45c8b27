import type { ShownFactor } from '#api/factors';

const TOTP = /^\d{6}$/;

/** What a person has typed in the one field for codes: six digits are of the authenticator app, all else is a recovery code. */
export function typedCode(text: string): Extract<ShownFactor, { readonly code: string }> {
  const code = text.replaceAll(/\s/g, '');
  return { type: TOTP.test(code) ? 'totp' : 'recovery_codes', code };
}
