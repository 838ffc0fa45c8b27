import { formatList, formatMoment, type Language } from '#libs/languages';
import { describeFactorType, type MailedFactor } from './mailed-factor.js';
import { mailTexts } from './texts/index.js';

/** A credential that a mail names: without a text that an attacker could have chosen freely. */
export type MailedCredential =
  | {
      readonly kind: 'identity' | 'device';
      /** The provider, or a few words on the device; `null` for a device that is not known. */
      readonly name: string | null;
      readonly addedAt: Date;
      /** The network address from which it was added. */
      readonly from: string | null;
    }
  | {
      readonly kind: 'factor';
      readonly type: MailedFactor['type'];
      readonly addedAt: Date;
      readonly from: string | null;
    }
  /** An application token, by the name of its service. */
  | { readonly kind: 'token'; readonly name: string };

/** The credentials in a few words each, as one text; empty for none. */
export const listCredentials = (
  language: Language,
  credentials: readonly MailedCredential[],
): string =>
  formatList(
    language,
    credentials.map((each) => describe(language, each)),
  );

function describe(language: Language, credential: MailedCredential): string {
  const say = mailTexts(language);
  if (credential.kind === 'token') return say('credentialToken', { name: credential.name });
  const { addedAt, from } = credential;
  const what = whatOf(language, credential);
  const at = formatMoment(language, addedAt);
  return from === null
    ? say('credentialSince', { what, at })
    : say('credentialSinceFrom', { what, at, from });
}

function whatOf(
  language: Language,
  credential: Exclude<MailedCredential, { readonly kind: 'token' }>,
): string {
  const say = mailTexts(language);
  if (credential.kind === 'factor') return describeFactorType(language, credential.type);
  const { kind, name } = credential;
  if (name === null) return say('unknownDevice');
  return kind === 'identity'
    ? say('credentialIdentity', { name })
    : say('credentialDevice', { name });
}
