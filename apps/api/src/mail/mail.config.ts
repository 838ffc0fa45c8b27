import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { defineSlice, flag, int, text, url, type ConfigProblem } from '#libs/config';
import { parseSender } from './sender-address.js';

const page = { protocols: ['https', 'http'] } as const;

/** How mail is sent, and how much of it. */
export const mailConfig = defineSlice(
  'Mail',
  {
    server: text('MAIL_SERVER', undefined, {
      description:
        'The SMTP server; absent, mails are not sent but kept readable at /dev/mail, on this machine alone.',
    }),
    port: int(
      'MAIL_PORT',
      0,
      { min: 0, max: 65535 },
      {
        description: 'Its port.',
        isRead: (isSet) => isSet('MAIL_SERVER'),
        fallbackText: '`587`, or `465` with MAIL_USE_SSL',
      },
    ),
    useTls: flag('MAIL_USE_TLS', false, {
      description: 'STARTTLS, required then. Certificates are verified.',
    }),
    useSsl: flag('MAIL_USE_SSL', false, { description: 'TLS from the first byte (port 465).' }),
    tlsCa: text('MAIL_TLS_CA', undefined, {
      description:
        'A PEM file with the certificate authority of the SMTP server, when it is a private one.',
    }),
    username: text('MAIL_USERNAME', undefined, {
      description: 'Who signs in to the SMTP server; absent, nobody does.',
    }),
    password: text('MAIL_PASSWORD', undefined, {
      description: 'The password for MAIL_USERNAME.',
      secret: true,
    }),
    sender: text('MAIL_DEFAULT_SENDER', undefined, {
      description: 'Who mails come from: `address` or `Name <address>`.',
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
          'How long a mail that cannot be delivered is tried; one with a link never longer than the link lives.',
        unit: 'seconds',
      },
    ),
    keepDays: int(
      'MAIL_KEEP_DAYS',
      7,
      { min: 1, max: 3650 },
      {
        description:
          'How long the outbox remembers that a mail was sent or failed; its content is wiped at once.',
        unit: 'days',
      },
    ),
    perAddressHourly: int(
      'MAIL_PER_ADDRESS_HOURLY',
      5,
      { min: 1, max: 10_000 },
      {
        description:
          'Mails of one kind that anybody who knows an address can make its mailbox get within an hour (new verification, new password, "you have an account"); further ones are held back unsaid, and the last link sent goes on working. Off with RATE_LIMIT_ENABLED=false.',
      },
    ),
    noticesHourly: int(
      'MAIL_NOTICES_HOURLY',
      5,
      { min: 1, max: 10_000 },
      {
        description:
          'Security notices of one kind that a mailbox gets at once within an hour; further ones are folded into one mail that says how often. Off with RATE_LIMIT_ENABLED=false.',
      },
    ),
    recoveryHourly: int(
      'MAIL_RECOVERY_HOURLY',
      20,
      { min: 1, max: 10_000 },
      {
        description:
          'Mails to one mailbox within an hour that bring the way back after a sign-in was denied or by an operator; beyond it such an act is refused as a whole. Off with RATE_LIMIT_ENABLED=false.',
      },
    ),
    verifyEmailUrl: url('VERIFY_EMAIL_URL', undefined, page, {
      description:
        'The page of an application that the link of a verification mail leads to; `token` is added to its query.',
      fallbackText: '`APP_BASE_URL/verify-email`',
    }),
    resetPasswordUrl: url('RESET_PASSWORD_URL', undefined, page, {
      description: 'The same for the mail that lets choose a new password.',
      fallbackText: '`APP_BASE_URL/reset-password`',
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
