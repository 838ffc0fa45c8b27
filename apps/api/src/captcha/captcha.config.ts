import { choice, defineSlice, int, list } from '#libs/config';
import { CAPTCHA_CLASSES } from './captcha.js';

const modeOf = (name: string, routes: string) =>
  choice(name, ['inherit', 'off', 'risk', 'always'], 'inherit', {
    description: `Whether a challenge must be solved for ${routes}; \`inherit\` is what CAPTCHA_MODE says.`,
  });

/** When a caller must do some work before it is served. */
export const captchaConfig = defineSlice(
  'Challenges',
  {
    mode: choice('CAPTCHA_MODE', ['off', 'risk', 'always'], 'risk', {
      description:
        'Whether a challenge must be solved: never, while sign-ins fail in masses, or always. Off with RATE_LIMIT_ENABLED=false.',
    }),
    login: modeOf('CAPTCHA_LOGIN', 'sign-in'),
    register: modeOf('CAPTCHA_REGISTER', 'registration'),
    mail: modeOf('CAPTCHA_MAIL', 'requests for a mail (forgotten password, new verification)'),
    classes: list('CAPTCHA_CLASSES', {
      description:
        'For which routes CAPTCHA_MODE is meant; those that are not named are `off` unless their own mode says otherwise.',
      fallbackText: '`login register mail`',
    }),
    failuresPerMinute: int(
      'CAPTCHA_RISK_FAILURES_PER_MINUTE',
      200,
      { min: 1, max: 1_000_000 },
      {
        description:
          'Sign-ins refused for a wrong password within a minute, over all accounts and instances, from which on `risk` asks for challenges.',
      },
    ),
    accountsPerMinute: int(
      'CAPTCHA_RISK_ACCOUNTS_PER_MINUTE',
      100,
      { min: 1, max: 1_000_000 },
      {
        description:
          'Different accounts, existing or not, with such a sign-in within a minute, from which on `risk` asks for challenges.',
      },
    ),
    holdSeconds: int(
      'CAPTCHA_RISK_HOLD',
      600,
      { min: 60, max: 86_400 },
      {
        description:
          'How long `risk` goes on asking after the last minute with at least half as many wrong or unsolved sign-ins as it took to begin.',
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
  ({ classes }) =>
    classes.every((name) => (CAPTCHA_CLASSES as readonly string[]).includes(name))
      ? []
      : [{ name: 'CAPTCHA_CLASSES', message: 'must be of login, register and mail' }],
);
