import type { Language } from '#libs/languages';
import { mailTexts } from './texts/index.js';

/** A factor that a mail names. */
export type MailedFactor =
  | {
      readonly type: 'totp';
      /** That its owner has given it. */
      readonly name: string;
    }
  | {
      readonly type: 'passkey';
      /** The model of the authenticator, or the name that the owner has given it; `null`: neither is told. */
      readonly name: string | null;
    }
  | { readonly type: 'recovery_codes' };

/** The factor in a few words. */
export function describeFactor(language: Language, factor: MailedFactor): string {
  const say = mailTexts(language);
  if (factor.type === 'recovery_codes') return say('factorRecoveryCodes');
  if (factor.type === 'passkey') return describePasskey(language, factor.name);
  return say('factorTotp', { name: factor.name });
}

/** A kind of factor in a few words, without what its owner, or a thief, has called it. */
export function describeFactorType(language: Language, type: MailedFactor['type']): string {
  const say = mailTexts(language);
  switch (type) {
    case 'totp':
      return say('factorTotpAny');
    case 'passkey':
      return say('factorPasskeyAny');
    case 'recovery_codes':
      return say('factorRecoveryCodes');
  }
}

/** @param name such as the model of the authenticator; `null` when it is not known */
export function describePasskey(language: Language, name: string | null): string {
  const say = mailTexts(language);
  return name === null ? say('factorPasskeyAny') : say('factorPasskey', { name });
}
