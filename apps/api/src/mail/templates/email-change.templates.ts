import { formatMoment } from '#libs/languages';
import { atMoment, button, defineTemplate, paragraph } from './template.js';

/** To the new address of an account. Its reader may be a stranger to the account: nothing of it is in the mail. */
export const confirmEmailChange = defineTemplate<{ link: string; expiresAt: Date }>({
  subject: 'emailConfirmSubject',
  body: [
    paragraph('emailConfirmIntro'),
    button('emailConfirmButton'),
    paragraph('linkOnce'),
    paragraph('emailConfirmNotYou'),
  ],
  context: ({ link, expiresAt }, language) => ({
    link,
    expires: formatMoment(language, expiresAt),
  }),
  expiresAt: ({ expiresAt }) => expiresAt,
  cancels: ['confirm-email-change'],
});

/** Tells the owner, at the present address, that another one was asked for. The new one is not in it: an intruder has chosen it. */
export const emailChangeRequested = defineTemplate<{ at: Date }>({
  subject: 'emailAskedSubject',
  body: [paragraph('emailAskedAt'), paragraph('wasYou'), paragraph('emailAskedNotYou')],
  context: atMoment,
  notice: 'emailAskedNotice',
});

interface ChangedData {
  readonly at: Date;
  /** Undoes the change. */
  readonly link: string;
  readonly expiresAt: Date;
}

/** To the old address, which can get the account back. No notice: one that is folded would have no link. */
export const emailChanged = defineTemplate<ChangedData>({
  subject: 'emailChangedSubject',
  body: [
    paragraph('emailChangedAt'),
    paragraph('wasYou'),
    paragraph('emailChangedNotYou'),
    button('suspiciousButton'),
    paragraph('emailChangedEffect'),
  ],
  context: ({ at, link, expiresAt }, language) => ({
    ...atMoment({ at }, language),
    link,
    expires: formatMoment(language, expiresAt),
  }),
  expiresAt: ({ expiresAt }) => expiresAt,
});

/** To the owner of an address that somebody else wants for another account. */
export const addressWanted = defineTemplate<{ resetLink: string }>({
  subject: 'emailWantedSubject',
  body: [
    paragraph('emailWantedIntro'),
    paragraph('emailWantedYou'),
    paragraph('emailWantedNotYou'),
  ],
  context: ({ resetLink }) => ({ resetLink }),
});
