import type { Language } from '#libs/languages';
import { mailTexts } from './texts/index.js';

/** A factor that a mail tells of, without its name, which a signed-in intruder may have chosen. */
export type MailedFactor =
  | { readonly type: 'totp' | 'recovery_codes' }
  | {
      readonly type: 'passkey';
      /** The model of the authenticator, of the server's own list; `null` when it is not known. */
      readonly model: string | null;
    };

/** The factor in a few words. */
export function describeFactor(language: Language, factor: MailedFactor): string {
  return factor.type === 'passkey'
    ? describePasskey(language, factor.model)
    : describeFactorType(language, factor.type);
}

/** The kind alone. */
export function describeFactorType(language: Language, type: MailedFactor['type']): string {
  const say = mailTexts(language);
  switch (type) {
    case 'recovery_codes':
      return say('factorRecoveryCodes');
    case 'passkey':
      return say('factorPasskeyAny');
    case 'totp':
      return say('factorTotpAny');
  }
}

/** @param model of the authenticator, of the server's own list; `null` when it is not known */
export function describePasskey(language: Language, model: string | null): string {
  const say = mailTexts(language);
  return model === null ? say('factorPasskeyAny') : say('factorPasskey', { name: model });
}
