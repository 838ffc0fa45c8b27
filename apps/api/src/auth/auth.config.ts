import { normaliseEmail } from '#libs/kernel';
import { choice, defineSlice, flag, int, text } from '#libs/config';

const YEAR_SECONDS = 31_536_000;

/** Registration, verification, tokens and recovery of accounts. */
export const authConfig = defineSlice(
  'Accounts',
  {
    accessTokenSeconds: int(
      'JWT_ACCESS_TOKEN_EXPIRES',
      3600,
      { min: 1, max: YEAR_SECONDS },
      { description: 'Life of an access token, at most that of its session.', unit: 'seconds' },
    ),
    resetTokenSeconds: int(
      'PASSWORD_RESET_TOKEN_EXPIRES',
      3600,
      { min: 1, max: YEAR_SECONDS },
      { description: 'Life of the link in a password reset mail.', unit: 'seconds' },
    ),
    recoveryReviewDays: int(
      'RECOVERY_REVIEW_DAYS',
      30,
      { min: 0, max: 3650 },
      {
        description:
          'A password reset removes each linked provider that was added within so many days and that the person does not choose to keep; 0: none.',
        unit: 'days',
      },
    ),
    registrationEnabled: flag('REGISTRATION_ENABLED', true, {
      description: 'Whether strangers may register.',
    }),
    verificationRequired: flag('EMAIL_VERIFICATION_REQUIRED', true, {
      description: 'Whether an address must be verified before its account can sign in.',
    }),
    verificationProof: choice(
      'EMAIL_VERIFICATION_PROOF',
      ['device-or-password', 'none'],
      'device-or-password',
      {
        description:
          'What the page of a verification mail asks for besides its link: nothing in the browser that registered, elsewhere the password of the registration or a new one; `none` confirms for whom the mail was sent, who may be a stranger.',
      },
    ),
    enumerationProtection: flag('ACCOUNT_ENUMERATION_PROTECTION', true, {
      description:
        'Answers a registration of a taken address like any other and mails its owner; `false` answers 409, as the original service did with 400.',
    }),
    emailSignIn: flag('EMAIL_SIGN_IN_ENABLED', false, {
      description:
        'Whether users may sign in by a code or a link that is mailed to them, without a password.',
    }),
    adminEmail: text('ADMIN_EMAIL', undefined, {
      description: 'Address of the first administrator, made at start when there is none.',
      example: 'admin@example.com',
    }),
    adminPassword: text('ADMIN_PASSWORD', undefined, {
      description: 'Password of the first administrator; absent: a random one, printed once.',
      secret: true,
    }),
  },
  ({ adminEmail }, context) => [
    ...(context.isSet('ADMIN_PASSWORD') && !context.isSet('ADMIN_EMAIL')
      ? [{ name: 'ADMIN_EMAIL', message: 'must be set when ADMIN_PASSWORD is' }]
      : []),
    ...(adminEmail !== undefined && normaliseEmail(adminEmail) === null
      ? [{ name: 'ADMIN_EMAIL', message: 'must be an e-mail address' }]
      : []),
  ],
);
