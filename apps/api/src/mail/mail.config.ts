import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { defineSlice, flag, int, text, url, type ConfigProblem } from '#libs/config';
import { parseSender } from './sender-address.js';

const page = { protocols: ['https', 'http'] } as const;

/** Settings of the mail server, the outbox and the mail limits. */
export const mailConfig = defineSlice(
  'Mail',
  {
    server: text('MAIL_SERVER', undefined, {
      description:
        'The SMTP server. Without it mails are not sent but kept, readable at /dev/mail on this machine alone.',
    }),
    port: int(
      'MAIL_PORT',
      0,
      { min: 0, max: 65535 },
      {
        description: 'The port of the SMTP server.',
        isRead: (isSet) => isSet('MAIL_SERVER'),
        fallbackText: '`587`, or `465` with MAIL_USE_SSL',
      },
    ),
    useTls: flag('MAIL_USE_TLS', false, {
      description: 'Requires STARTTLS. Certificates are verified.',
    }),
    useSsl: flag('MAIL_USE_SSL', false, { description: 'TLS from the first byte (port 465).' }),
    tlsCa: text('MAIL_TLS_CA', undefined, {
      description:
        'A PEM file with the certificate authority of the SMTP server, when it is a private one.',
    }),
    username: text('MAIL_USERNAME', undefined, {
      description:
        'The user name for the SMTP server. Without it Gatehouse does not sign in there.',
    }),
    password: text('MAIL_PASSWORD', undefined, {
      description: 'The password for MAIL_USERNAME.',
      secret: true,
    }),
    sender: text('MAIL_DEFAULT_SENDER', undefined, {
      description: 'The sender of all mails: `address` or `Name <address>`.',
      fallbackText:
        'MAIL_USERNAME when it is an address, else `no-reply@` and the host of APP_BASE_URL',
    }),
    timeoutSeconds: int(
      'MAIL_TIMEOUT_SECONDS',
      30,
      { min: 1, max: 600 },
      {
        description: 'How long the SMTP server may take for a step before the attempt is given up.',
        unit: 'seconds',
      },
    ),
    concurrency: int(
      'MAIL_CONCURRENCY',
      5,
      { min: 1, max: 100 },
      {
        description: 'Mails that this process sends at the same time.',
      },
    ),
    giveUpSeconds: int(
      'MAIL_GIVE_UP_SECONDS',
      86_400,
      { min: 60, max: 2_592_000 },
      {
        description:
          'How long the delivery of a mail is tried; a mail with a link is never tried longer than the lifetime of the link.',
        unit: 'seconds',
      },
    ),
    keepDays: int(
      'MAIL_KEEP_DAYS',
      7,
      { min: 1, max: 3650 },
      {
        description:
          'How long the outbox keeps the outcome of a mail; its content is deleted at once.',
        unit: 'days',
      },
    ),
    perAddressHourly: int(
      'MAIL_PER_ADDRESS_HOURLY',
      5,
      { min: 1, max: 10_000 },
      {
        description:
          'Mails of one kind within an hour that any caller who knows an address can cause for its mailbox (new verification, new password, "you have an account"). Further mails are not sent and the caller is not told; the last link sent stays valid. Off with RATE_LIMIT_ENABLED=false.',
      },
    ),
    noticesHourly: int(
      'MAIL_NOTICES_HOURLY',
      5,
      { min: 1, max: 10_000 },
      {
        description:
          'Security notices of one kind that a mailbox gets at once within an hour; further notices are reported together in one later mail. Off with RATE_LIMIT_ENABLED=false.',
      },
    ),
    recoveryHourly: int(
      'MAIL_RECOVERY_HOURLY',
      20,
      { min: 1, max: 10_000 },
      {
        description:
          'Recovery mails to one mailbox within an hour, sent when the owner denies a sign-in or when an operator resets the account; beyond it the act is refused as a whole. Off with RATE_LIMIT_ENABLED=false.',
      },
    ),
    verifyEmailUrl: url('VERIFY_EMAIL_URL', undefined, page, {
      description:
        'The page of an application that the link of a verification mail leads to; `token` is added to its query.',
      fallbackText: '`APP_BASE_URL/verify-email`',
    }),
    resetPasswordUrl: url('RESET_PASSWORD_URL', undefined, page, {
      description: 'The same for the mail with a link to choose a new password.',
      fallbackText: '`APP_BASE_URL/reset-password`',
    }),
    emailSignInUrl: url('EMAIL_SIGN_IN_URL', undefined, page, {
      description:
        'The same for the mail with a code to sign in: the page sends the token to `POST /api/auth/login/email/verify`.',
      fallbackText:
        '`APP_BASE_URL/sign-in-by-mail`, which signs in by a button in the browser that asked',
    }),
  },
  (values, { production }) => [
    ...problem(production && !values.server, 'MAIL_SERVER', 'must be set in production'),
    ...problem(
      values.server !== undefined && !isHost(values.server),
      'MAIL_SERVER',
      'must be a host such as smtp.example.com, without smtp:// and port (MAIL_PORT)',
    ),
    ...problem(
      values.useTls && values.useSsl,
      'MAIL_USE_SSL',
      'cannot be combined with MAIL_USE_TLS: choose one',
    ),
    ...problem(
      values.password !== undefined && values.username === undefined,
      'MAIL_USERNAME',
      'must be set when MAIL_PASSWORD is',
    ),
    ...problem(
      values.sender !== undefined && !parseSender(values.sender),
      'MAIL_DEFAULT_SENDER',
      'must be an address, or a name and an address in <>',
    ),
    ...problem(
      values.tlsCa !== undefined && !existsSync(values.tlsCa),
      'MAIL_TLS_CA',
      'must name a file that exists',
    ),
  ],
);

const isHost = (text: string): boolean =>
  isIP(text) !== 0 || /^[a-z0-9_.-]+$/i.test(domainToASCII(text));

function problem(isThere: boolean, name: string, message: string): ConfigProblem[] {
  return isThere ? [{ name, message }] : [];
}
