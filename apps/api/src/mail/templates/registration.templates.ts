import { formatMoment, type Language } from '#libs/languages';
import { button, defineTemplate, paragraph, type TemplateDefinition } from './template.js';

interface VerifyData {
  readonly link: string;
  readonly expiresAt: Date;
  /** The linked providers of the account, which may belong to another person. */
  readonly providers: readonly string[];
}

const VERIFY: TemplateDefinition<VerifyData> = {
  subject: 'verifySubject',
  body: [
    paragraph('verifyIntro'),
    paragraph('verifyProviders', { when: 'providers' }),
    button('verifyButton'),
    paragraph('linkOnce'),
    paragraph('verifyNotYou'),
  ],
  context: ({ link, expiresAt, providers }, language) => ({
    link,
    expires: formatMoment(language, expiresAt),
    providers: namesOf(language, providers),
  }),
  expiresAt: ({ expiresAt }) => expiresAt,
};

const namesOf = (language: Language, names: readonly string[]) =>
  new Intl.ListFormat(language, { type: 'unit', style: 'long' }).format(names);

/** Asks the owner of a new account's address to confirm it. */
export const verifyEmail = defineTemplate<VerifyData>({ ...VERIFY, cancels: ['verify-email'] });

/**
 * The same for a further registration of an unconfirmed address. Each registration has its own link, which invalidates no
 * other link.
 */
export const verifyRegistration = defineTemplate<VerifyData>(VERIFY);

/** Tells the owner of an account that a registration with the same address was requested. */
export const alreadyRegistered = defineTemplate<{ signInLink: string; resetLink: string }>({
  subject: 'registeredSubject',
  body: [
    paragraph('registeredIntro'),
    paragraph('registeredSignIn'),
    paragraph('registeredReset'),
    paragraph('registeredNotYou'),
  ],
  context: ({ signInLink, resetLink }) => ({ signInLink, resetLink }),
});
