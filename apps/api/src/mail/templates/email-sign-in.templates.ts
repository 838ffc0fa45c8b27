import { formatMoment } from '#libs/languages';
import { button, code, defineTemplate, paragraph } from './template.js';

interface SignInCodeData {
  /** Six digits. */
  readonly code: string;
  readonly link: string;
  readonly expiresAt: Date;
}

/** Lets the owner of an address sign in, where it was asked for. */
export const signInCode = defineTemplate<SignInCodeData>({
  subject: 'codeSubject',
  body: [
    paragraph('codeIntro'),
    code,
    paragraph('codeLink'),
    button('codeButton'),
    paragraph('codeOnce'),
    paragraph('codeNotYou'),
  ],
  context: (data, language) => ({
    code: data.code,
    link: data.link,
    expires: formatMoment(language, data.expiresAt),
  }),
  expiresAt: ({ expiresAt }) => expiresAt,
});
