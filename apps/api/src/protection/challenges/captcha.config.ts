import { atMost, choice, defineSlice, int, listOf, type Entry } from '#libs/config';
import { CAPTCHA_CLASSES } from './captcha.js';

const modeOf = (name: string, routes: string) =>
  choice(name, ['inherit', 'off', 'risk', 'always'], 'inherit', {
    description: `Whether a challenge must be solved for ${routes}; \`inherit\` is what CAPTCHA_MODE says.`,
  });

function readClass(entry: string): Entry {
  const found = CAPTCHA_CLASSES.find((name) => name === entry.toLowerCase());
  return found ? { value: found } : { problem: 'must be login, register or mail' };
}

/** When a challenge is required. */
export const captchaConfig = defineSlice(
  'Challenges',
  {
    mode: choice('CAPTCHA_MODE', ['off', 'risk', 'always'], 'risk', {
      description:
        'Whether a challenge must be solved: never, by whom an attack comes from or is aimed at, or always by everybody, known devices included. Off with RATE_LIMIT_ENABLED=false.',
    }),
    login: modeOf('CAPTCHA_LOGIN', 'sign-in'),
    register: modeOf('CAPTCHA_REGISTER', 'registration'),
    mail: modeOf('CAPTCHA_MAIL', 'requests for a mail (forgotten password, new verification)'),
    classes: listOf('CAPTCHA_CLASSES', readClass, {
      description:
        'For which routes CAPTCHA_MODE is meant; those that are not named are `off` unless their own mode says otherwise.',
      fallbackText: '`login register mail`',
    }),
    addressFailuresPerMinute: int(
      'CAPTCHA_RISK_ADDRESS_FAILURES_PER_MINUTE',
      20,
      { min: 1, max: 1_000_000 },
      {
        description:
          'Wrong passwords within a minute from one address (IPv6: one /64), from which on `risk` asks it for challenges; four times as many for an IPv6 /56, eight times for an IPv4 /24, sixteen times for an IPv6 /48.',
      },
    ),
    accountFailuresPerMinute: int(
      'CAPTCHA_RISK_ACCOUNT_FAILURES_PER_MINUTE',
      8,
      { min: 1, max: 1_000_000 },
      {
        description:
          'Wrong passwords within a minute for one account, existing or not, from which on `risk` asks for challenges at its sign-in.',
      },
    ),
    failuresPerMinute: int(
      'CAPTCHA_RISK_FAILURES_PER_MINUTE',
      200,
      { min: 1, max: 1_000_000 },
      {
        description:
          'Wrong passwords within a minute, over all accounts and instances, from which on `risk` asks everybody for challenges. One IPv4 /24 or IPv6 /48 is counted for no more than a twentieth of what it takes (of this or of the accounts, whichever is less).',
      },
    ),
    accountsPerMinute: int(
      'CAPTCHA_RISK_ACCOUNTS_PER_MINUTE',
      100,
      { min: 1, max: 1_000_000 },
      {
        description:
          'Different accounts, existing or not, with a wrong password within a minute, counted in the same way, from which on `risk` asks everybody for challenges.',
      },
    ),
    holdSeconds: int(
      'CAPTCHA_RISK_HOLD',
      600,
      { min: 60, max: 86_400 },
      {
        description:
          'How long `risk` goes on asking after the wrong password that made it begin, or made it begin again; for a network and an account it doubles each time within a day.',
        unit: 'seconds',
      },
    ),
    longestHoldSeconds: int(
      'CAPTCHA_RISK_HOLD_MAX',
      86_400,
      { min: 60, max: 604_800 },
      {
        description:
          'The longest that one network or account is asked after its last wrong password.',
        unit: 'seconds',
      },
    ),
    solvedSeconds: int(
      'CAPTCHA_SOLVED_FOR',
      600,
      { min: 0, max: 86_400 },
      {
        description:
          'How long who has solved a challenge is not asked again by `risk` for the same account from the same address; 0: each time.',
        unit: 'seconds',
      },
    ),
    difficulty: int(
      'CAPTCHA_DIFFICULTY',
      50_000,
      { min: 1000, max: 10_000_000 },
      {
        description: 'The most hashes that an ALTCHA challenge may take, half of them on average.',
      },
    ),
    lifeSeconds: int(
      'CAPTCHA_EXPIRES',
      300,
      { min: 10, max: 3600 },
      { description: 'How long an ALTCHA challenge may be solved.', unit: 'seconds' },
    ),
  },
  ({ holdSeconds, longestHoldSeconds }, context) =>
    atMost(
      context,
      ['CAPTCHA_RISK_HOLD', holdSeconds],
      ['CAPTCHA_RISK_HOLD_MAX', longestHoldSeconds],
    ),
);
