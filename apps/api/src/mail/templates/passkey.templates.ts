import { describePasskey } from './mailed-factor.js';
import { atMoment, defineTemplate, paragraph } from './template.js';

interface PasskeyData {
  readonly at: Date;
  /** The model of the authenticator, of the server's own list; `null` when it is not known. */
  readonly authenticator: string | null;
}

/** Tells the owner that a passkey was refused because it may have been copied. */
export const passkeyCopied = defineTemplate<PasskeyData>({
  subject: 'passkeyCopiedSubject',
  body: [paragraph('passkeyCopiedAt'), paragraph('passkeyCopiedRemove')],
  context: ({ at, authenticator }, language) => ({
    ...atMoment({ at }, language),
    passkey: describePasskey(language, authenticator),
  }),
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
