import { formatList, formatMoment, type Language } from '#libs/languages';
import { summariseNotices, type FoldedNotices } from './folded-notices.js';
import { listCredentials, type MailedCredential } from './mailed-credentials.js';
import { atMoment, button, defineTemplate, paragraph } from './template.js';
import { mailTexts } from './texts/index.js';

interface SignInData {
  readonly at: Date;
  /** A few words on the device; `null` when nothing is known of it. */
  readonly device: string | null;
  readonly from: string;
}

const contextOf = ({ at, device, from }: SignInData, language: Language) => ({
  ...atMoment({ at }, language),
  device: device ?? mailTexts(language)('unknownDevice'),
  from,
});

/** Tells the owner of an account of its first sign-in from a device. */
export const newDevice = defineTemplate<SignInData>({
  subject: 'newDeviceSubject',
  body: [paragraph('newDeviceAt'), paragraph('wasYou'), paragraph('chooseHere')],
  context: contextOf,
  notice: 'newDeviceNotice',
});

interface LinkedSignInData extends SignInData {
  readonly link: string;
  readonly expiresAt: Date;
}

const contextWithLink = (data: LinkedSignInData, language: Language) => ({
  ...contextOf(data, language),
  link: data.link,
  until: formatMoment(language, data.expiresAt),
});

/** Lets the owner undo a suspicious sign-in. */
export const suspiciousSignIn = defineTemplate<LinkedSignInData>({
  subject: 'suspiciousSubject',
  body: [
    paragraph('suspiciousAt'),
    paragraph('wasYou'),
    paragraph('suspiciousNotYou'),
    button('suspiciousButton'),
  ],
  context: contextWithLink,
  expiresAt: ({ expiresAt }) => expiresAt,
  notice: 'suspiciousNotice',
});

/** Asks the owner of an account whether a sign-in that was refused is theirs. */
export const confirmSignIn = defineTemplate<LinkedSignInData>({
  subject: 'confirmSubject',
  body: [
    paragraph('confirmAt'),
    paragraph('confirmYou'),
    button('confirmButton'),
    paragraph('chooseHere'),
  ],
  context: contextWithLink,
  expiresAt: ({ expiresAt }) => expiresAt,
  cancels: ['confirm-sign-in'],
  notice: 'confirmNotice',
});

interface UndoneData {
  readonly at: Date;
  /** What the denied session had made and the denial removed. */
  readonly removed: readonly MailedCredential[];
}

/** Tells the owner what the denial of a sign-in removed. */
export const signInUndone = defineTemplate<UndoneData>({
  subject: 'removedSubject',
  body: [paragraph('removedAt'), paragraph('removedAgain')],
  context: ({ at, removed }, language) => ({
    ...atMoment({ at }, language),
    removed: listCredentials(language, removed),
  }),
  notice: 'removedNotice',
});

interface DeniedActsData {
  readonly at: Date;
  /** The id of the account. */
  readonly account: string;
  /** The kinds of acts, each with its count. */
  readonly acts: readonly string[];
}

/** Tells an administrator what a denied session did to other accounts. */
export const deniedActs = defineTemplate<DeniedActsData>({
  subject: 'deniedSubject',
  body: [paragraph('deniedAt'), paragraph('deniedRest')],
  context: ({ at, account, acts }, language) => ({
    ...atMoment({ at }, language),
    account,
    acts: formatList(language, acts),
  }),
  notice: 'deniedNotice',
});

interface SummaryData {
  readonly notices: FoldedNotices;
}

/** Reports to the owner the folded notices of an hour. */
export const securitySummary = defineTemplate<SummaryData>({
  subject: 'summarySubject',
  body: [paragraph('summaryWhat'), paragraph('wasYou'), paragraph('chooseNow')],
  context: ({ notices }, language) => ({ what: summariseNotices(language, notices) }),
});
