import { formatMoment } from '#libs/languages';
import { listCredentials, type MailedCredential } from './mailed-credentials.js';
import { button, defineTemplate, paragraph } from './template.js';

/** Lets the owner of an address choose a new password. */
export const resetPassword = defineTemplate<{ link: string; expiresAt: Date }>({
  subject: 'resetSubject',
  body: [
    paragraph('resetIntro'),
    button('resetButton'),
    paragraph('resetOnce'),
    paragraph('resetNotYou'),
  ],
  context: ({ link, expiresAt }, language) => ({
    link,
    expires: formatMoment(language, expiresAt),
  }),
  expiresAt: ({ expiresAt }) => expiresAt,
  cancels: ['reset-password'],
});

interface PasswordChangedData {
  readonly at: Date;
  /** The credentials that the reset removed. */
  readonly removed?: readonly MailedCredential[];
  /** The credentials that the owner chose to keep. */
  readonly kept?: readonly MailedCredential[];
  /** Second factors that were added lately, which a reset leaves as they are. */
  readonly factors?: readonly MailedCredential[];
  /** Takes back those of them that can be taken back still; `null` when none can. */
  readonly takeBack?: { readonly link: string; readonly expiresAt: Date } | null;
}

/** Tells the owner that the password was changed, so that a takeover is noticed. */
export const passwordChanged = defineTemplate<PasswordChangedData>({
  subject: 'changedSubject',
  body: [
    paragraph('changedAt'),
    paragraph('changedRemoved', { when: 'removed' }),
    paragraph('changedKept', { when: 'kept' }),
    paragraph('changedFactors', { when: 'factors' }),
    paragraph('changedFactorsNotYou', { when: 'link' }),
    button('changedFactorsButton', { when: 'link' }),
    paragraph('wasYou'),
    paragraph('chooseNow'),
  ],
  context: ({ at, removed = [], kept = [], factors = [], takeBack = null }, language) => ({
    at: formatMoment(language, at),
    removed: listCredentials(language, removed),
    kept: listCredentials(language, kept),
    factors: listCredentials(language, factors),
    ...(takeBack && { link: takeBack.link, until: formatMoment(language, takeBack.expiresAt) }),
  }),
  cancels: ['verify-email', 'reset-password'],
  notice: 'changedNotice',
});
