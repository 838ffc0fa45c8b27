import { z } from 'zod';
import { PREFIX_MULTIPLES, type PrefixLevel } from '#libs/access';
import { defineSlice, flag, int, plainText, type Variable } from '#libs/config';
import { parseRate } from '#api/platform/rate-limit';

/** `10/1m`, kept as it is written; `parseRate` reads it. */
function rate(name: string, fallback: string, description: string): Variable<string> {
  const parse = z
    .string()
    .transform(plainText)
    .refine((value) => parseRate(value) !== undefined, {
      message: 'must be a number for a time such as 10/1m or 100/1h, at most a week, or off',
    });
  const nothing = { unit: undefined, example: undefined, fallbackText: undefined };
  return { name, parse, fallback, description, secret: false, aliases: [], ...nothing };
}

const multiple = (level: PrefixLevel, network: string) =>
  int(
    `RATE_LIMIT_PER_${level}`,
    PREFIX_MULTIPLES[level],
    { min: 0, max: 65_536 },
    {
      description: `How many times the limit of one address all of ${network} have together; four times as many for classes other than login, register and mail. 0: they are not counted together.`,
    },
  );

const COARSE =
  'Counted in each process and exchanged between instances four times a second: see docs/security.md for the bound.';

/** The rates of requests, by the class of the route and then by what is counted. */
export const limitsConfig = defineSlice('Limits', {
  enabled: flag('RATE_LIMIT_ENABLED', true, {
    description:
      'All limits, caps on mail, login back-off and challenges; `false` disables all of them, with a warning at the start.',
  }),
  per24: multiple('24', 'an IPv4 /24'),
  per56: multiple('56', 'an IPv6 /56'),
  per48: multiple('48', 'an IPv6 /48'),
  loginPerAddress: rate(
    'RATE_LIMIT_LOGIN_PER_ADDRESS',
    '30/1m',
    'Sign-in attempts from one address (IPv6: one /64).',
  ),
  loginPerAccount: rate(
    'RATE_LIMIT_LOGIN_PER_ACCOUNT',
    '10/1m',
    'Sign-in attempts to one account, whether it exists or not, and requests that ask a signed-in user for the password.',
  ),
  loginSolvedPerAddress: rate(
    'RATE_LIMIT_LOGIN_SOLVED_PER_ADDRESS',
    '3/10m',
    'Sign-in attempts to one account from one address that are admitted by a solved challenge although the limit or the back-off of the account is reached; `off`: none are.',
  ),
  loginSolvedPerAccount: rate(
    'RATE_LIMIT_LOGIN_SOLVED_PER_ACCOUNT',
    '30/1h',
    'The same for one account, from all addresses together.',
  ),
  registerPerAddress: rate(
    'RATE_LIMIT_REGISTER_PER_ADDRESS',
    '20/10m',
    'Registrations from one address.',
  ),
  registerPerAccount: rate(
    'RATE_LIMIT_REGISTER_PER_ACCOUNT',
    '5/10m',
    'Registrations of one e-mail address.',
  ),
  mailPerAddress: rate(
    'RATE_LIMIT_MAIL_PER_ADDRESS',
    '20/10m',
    'Requests for a mail from one address.',
  ),
  mailPerAccount: rate(
    'RATE_LIMIT_MAIL_PER_ACCOUNT',
    '5/10m',
    'Requests for a mail to one e-mail address.',
  ),
  tokenPerAddress: rate(
    'RATE_LIMIT_TOKEN_PER_ADDRESS',
    '600/1m',
    'Refresh tokens and mailed tokens shown from one address; a web back end that refreshes for its users counts as one address.',
  ),
  tokenPerCredential: rate(
    'RATE_LIMIT_TOKEN_PER_CREDENTIAL',
    '20/1m',
    'How often one refresh token or mailed token may be shown.',
  ),
  readPerAddress: rate(
    'RATE_LIMIT_READ_PER_ADDRESS',
    '3000/1m',
    `Readings from one address. ${COARSE}`,
  ),
  readPerAccount: rate('RATE_LIMIT_READ_PER_ACCOUNT', '1200/1m', `Readings by one user. ${COARSE}`),
  readPerCredential: rate(
    'RATE_LIMIT_READ_PER_CREDENTIAL',
    '600/1m',
    `Readings in one session. ${COARSE}`,
  ),
  writePerAddress: rate(
    'RATE_LIMIT_WRITE_PER_ADDRESS',
    '1200/1m',
    `Changes from one address. ${COARSE}`,
  ),
  writePerAccount: rate('RATE_LIMIT_WRITE_PER_ACCOUNT', '600/1m', `Changes by one user. ${COARSE}`),
  writePerCredential: rate(
    'RATE_LIMIT_WRITE_PER_CREDENTIAL',
    '300/1m',
    `Changes in one session. ${COARSE}`,
  ),
  validatePerAddress: rate(
    'RATE_LIMIT_VALIDATE_PER_ADDRESS',
    '300/1m',
    `Application tokens from one address that are not in the cache of valid tokens. ${COARSE}`,
  ),
  validatePerCredential: rate(
    'RATE_LIMIT_VALIDATE_PER_CREDENTIAL',
    '60000/1m',
    `Calls with one application token. ${COARSE}`,
  ),
});
