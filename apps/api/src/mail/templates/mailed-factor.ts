import type { Language } from '#libs/languages';
import { mailTexts } from './texts/index.js';

/** A factor that a mail names. */
export type MailedFactor =
  | {
      readonly type: 'totp' | 'passkey';
      /** That its owner has given it. */
      readonly name: string;
    }
  | { readonly type: 'recovery_codes' };

/** The factor in a few words. */
export function describeFactor(language: Language, factor: MailedFactor): string {
  const say = mailTexts(language);
  if (factor.type === 'recovery_codes') return say('factorRecoveryCodes');
  const { type, name } = factor;
  return type === 'totp' ? say('factorTotp', { name }) : say('factorPasskey', { name });
}

/** @param authenticator the model, of the server's own list; `null` when it is not known */
export function describePasskey(language: Language, authenticator: string | null): string {
  const say = mailTexts(language);
  return authenticator === null
    ? say('factorPasskeyAny')
    : say('factorPasskey', { name: authenticator });
}
