import { formatMoment } from '#libs/languages';
import { describeFactor, type MailedFactor } from './mailed-factor.js';
import { atMoment, button, defineTemplate, paragraph } from './template.js';

interface ChangedData {
  readonly at: Date;
  readonly factor: MailedFactor;
}

interface AddedData extends ChangedData {
  readonly link: string;
  readonly expiresAt: Date;
}

/** Tells the owner that a factor was added, and lets them take that back. A mail that the release before has queued has no link. */
export const factorAdded = defineTemplate<AddedData>({
  subject: 'factorAddedSubject',
  body: [
    paragraph('factorAddedAt'),
    paragraph('wasYou'),
    paragraph('factorAddedNotYou', { when: 'link' }),
    button('suspiciousButton', { when: 'link' }),
  ],
  context: ({ at, factor, link, expiresAt }, language) => ({
    ...atMoment({ at }, language),
    factor: describeFactor(language, factor),
    link,
    until: formatMoment(language, expiresAt),
  }),
  expiresAt: ({ expiresAt }) => expiresAt,
  notice: 'factorAddedNotice',
});

/** Tells the owner that a factor was removed. */
export const factorRemoved = defineTemplate<ChangedData & { readonly isLast: boolean }>({
  subject: 'factorRemovedSubject',
  body: [
    paragraph('factorRemovedAt'),
    paragraph('factorRemovedLast', { when: 'isLast' }),
    paragraph('wasYou'),
    paragraph('chooseHere'),
  ],
  context: ({ at, factor, isLast }, language) => ({
    ...atMoment({ at }, language),
    factor: describeFactor(language, factor),
    isLast: isLast ? 'yes' : '',
  }),
  notice: 'factorRemovedNotice',
});

/** When so few codes are left, the owner is told to make new ones. */
const FEW = 3;

/** Tells the owner that a recovery code was used. */
export const recoveryCodeUsed = defineTemplate<{ readonly at: Date; readonly left: number }>({
  subject: 'recoveryCodeSubject',
  body: [
    paragraph('recoveryCodeAt', { count: 'left' }),
    paragraph('recoveryCodeFew', { when: 'few' }),
    paragraph('recoveryCodeYou'),
    paragraph('recoveryCodeNotYou'),
  ],
  context: ({ at, left }, language) => ({
    ...atMoment({ at }, language),
    left: String(left),
    few: left <= FEW ? 'yes' : '',
  }),
  notice: 'recoveryCodeNotice',
});

interface ResetRequestedData {
  readonly at: Date;
  readonly link: string;
  /** When the factors are removed. */
  readonly dueAt: Date;
}

/** Lets the owner object to the removal of all factors. */
export const factorResetRequested = defineTemplate<ResetRequestedData>({
  subject: 'resetOrderedSubject',
  body: [
    paragraph('resetOrderedAt'),
    paragraph('resetOrderedYou'),
    paragraph('resetOrderedNotYou'),
    button('resetOrderedButton'),
  ],
  context: ({ at, link, dueAt }, language) => ({
    ...atMoment({ at }, language),
    link,
    due: formatMoment(language, dueAt),
  }),
  expiresAt: ({ dueAt }) => dueAt,
  cancels: ['factor-reset-requested'],
});

/** Tells the owner that all factors were removed. */
export const factorsReset = defineTemplate<{ readonly at: Date }>({
  subject: 'factorsResetSubject',
  body: [paragraph('factorsResetAt'), paragraph('factorsResetNotYou')],
  context: atMoment,
  cancels: ['factor-reset-requested'],
  notice: 'factorsResetNotice',
});

/** The same when factors that were added after the order stay. */
export const factorsResetSome = defineTemplate<{ readonly at: Date }>({
  subject: 'factorsResetSubject',
  body: [paragraph('factorsResetSome'), paragraph('factorsResetNotYou')],
  context: atMoment,
  cancels: ['factor-reset-requested'],
  notice: 'factorsResetNotice',
});
