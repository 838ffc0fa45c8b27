import { z } from 'zod';
import {
  choice,
  defineSlice,
  flag,
  int,
  listOf,
  plainText,
  text,
  url,
  type ConfigProblem,
  type Variable,
} from '#libs/config';
import { isCallable } from '#libs/outbound';
import { CAPTCHA_PROVIDERS } from '../captcha.js';
import { readHostName } from './host-names.js';

/** A score from 0 to 1. */
function score(name: string, description: string): Variable<number | undefined> {
  const parse = z
    .string()
    .transform(plainText)
    .refine((value) => /^(0(\.\d+)?|1(\.0+)?)$/.test(value), {
      message: 'must be a number from 0 to 1, such as 0.5',
    })
    .transform(Number);
  const nothing = { unit: undefined, example: undefined };
  const words = { fallbackText: '(none)', description, secret: false, aliases: [] };
  return { name, parse, fallback: undefined, ...words, ...nothing };
}

/** The provider of challenges, and the settings of vendors. */
export const vendorConfig = defineSlice(
  'Providers of challenges',
  {
    provider: choice('CAPTCHA_PROVIDER', CAPTCHA_PROVIDERS, 'altcha', {
      description:
        'Whose challenges are solved: `altcha` is made and checked here; the others are companies that see the people who solve them.',
    }),
    siteKey: text('CAPTCHA_SITE_KEY', undefined, {
      description: 'The public key of the widget, from the console of the provider.',
    }),
    secretKey: text('CAPTCHA_SECRET_KEY', undefined, {
      description: 'The secret that belongs to it.',
      secret: true,
    }),
    verifyUrl: url(
      'CAPTCHA_VERIFY_URL',
      undefined,
      { protocols: ['https', 'http'] },
      {
        description:
          'Where solutions are checked, e.g. `https://www.recaptcha.net/recaptcha/api/siteverify`; `http` only on this machine.',
        fallbackText: 'the address of the provider',
      },
    ),
    hostnames: listOf('CAPTCHA_HOSTNAMES', readHostName, {
      description:
        'Hosts on which the widget is shown (`app.example.com`; `*.example.com` is exactly one label before the domain); a solution from elsewhere is refused.',
      fallbackText: 'the hosts of APP_BASE_URL and CORS_ORIGINS',
    }),
    minScore: score(
      'CAPTCHA_MIN_SCORE',
      'For keys of reCAPTCHA v3: the least score that is let through; such a solution must also name its action (`login`, `register`, `mail`). Without it the keys are of v2.',
    ),
    sendsAddress: flag('CAPTCHA_SEND_ADDRESS', false, {
      description: 'Whether the provider is told the address of the caller.',
    }),
    timeoutMs: int(
      'CAPTCHA_TIMEOUT_MS',
      3000,
      { min: 100, max: 10_000 },
      {
        description:
          'How long the provider may take to check a solution; after that nobody is let through (503).',
        unit: 'milliseconds',
      },
    ),
  },
  ({ provider, siteKey, secretKey, verifyUrl, minScore }) => {
    const problems: ConfigProblem[] = [];
    const isVendor = provider !== 'altcha';
    const missing = { name: '', message: `is missing: CAPTCHA_PROVIDER=${provider} needs it` };
    if (isVendor && !siteKey) problems.push({ ...missing, name: 'CAPTCHA_SITE_KEY' });
    if (isVendor && !secretKey) problems.push({ ...missing, name: 'CAPTCHA_SECRET_KEY' });
    if (verifyUrl !== undefined && !isCallable(verifyUrl)) {
      const message = 'must be an https address without a password, or http on this machine';
      problems.push({ name: 'CAPTCHA_VERIFY_URL', message });
    }
    if (minScore !== undefined && provider !== 'recaptcha') {
      const message = 'is of reCAPTCHA v3 alone';
      problems.push({ name: 'CAPTCHA_MIN_SCORE', message });
    }
    return problems;
  },
);
