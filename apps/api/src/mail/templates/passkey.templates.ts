import type { Language } from '#libs/languages';
import { describePasskey } from './mailed-factor.js';
import { atMoment, defineTemplate, paragraph } from './template.js';

interface PasskeyData {
  readonly at: Date;
  /** The model of the authenticator, of the server's own list; `null` when it is not known. */
  readonly authenticator: string | null;
}

const contextOf = ({ at, authenticator }: PasskeyData, language: Language) => ({
  ...atMoment({ at }, language),
  passkey: describePasskey(language, authenticator),
});

/** Tells the owner that a passkey was added to the account, so that a takeover is noticed. */
export const passkeyAdded = defineTemplate<PasskeyData>({
  subject: 'passkeyAddedSubject',
  body: [paragraph('passkeyAddedAt'), paragraph('wasYou'), paragraph('passkeyAddedNotYou')],
  context: contextOf,
  notice: 'passkeyAddedNotice',
});

/** Tells the owner that a passkey was refused because it may have been copied. */
export const passkeyCopied = defineTemplate<PasskeyData>({
  subject: 'passkeyCopiedSubject',
  body: [paragraph('passkeyCopiedAt'), paragraph('passkeyCopiedRemove')],
  context: contextOf,
  notice: 'passkeyCopiedNotice',
});

/** Tells the owner that the password was removed, so that a takeover is noticed. */
export const passwordRemoved = defineTemplate<{ readonly at: Date }>({
  subject: 'passwordRemovedSubject',
  body: [paragraph('passwordRemovedAt'), paragraph('wasYou'), paragraph('chooseNow')],
  context: atMoment,
  cancels: ['reset-password'],
  notice: 'passwordRemovedNotice',
});
