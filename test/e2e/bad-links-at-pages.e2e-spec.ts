import { randomToken } from '#libs/kernel';
import type { TestApp } from '#libs/testing';
import { withFixture } from '../support/with-fixture.js';

/** The limit of bad secrets from one address. */
const MOST = 3;
const PAGES = [
  '/verify-email',
  '/reset-password',
  '/change-email',
  '/undo-email-change',
  '/object-factor-reset',
  '/confirm-sign-in',
  '/deny-sign-in',
];

describe('an address that shows bad links at the pages of mails', () => {
  let app: TestApp;

  withFixture(async (opened) => {
    const limits = { RATE_LIMIT_ENABLED: 'true', TRUST_PROXY: 'loopback' };
    const env = { ...limits, RATE_LIMIT_TOKEN_PER_ADDRESS: `${MOST}/1h` };
    ({ app } = await opened.app({ env }));
  });

  it.each(PAGES.map((page, index) => [page, `192.0.2.${index + 1}`]))(
    'has a limit at %s, and is shown a page until then',
    async (page, ip) => {
      const statuses = [];
      for (let turn = 0; turn < MOST + 2; turn += 1) {
        const fields = { token: randomToken(), password: 'velvet tram at midnight' };
        const { status, text } = await app.call('POST', page, {
          rawBody: new URLSearchParams(fields).toString(),
          headers: {
            'content-type': 'application/x-www-form-urlencoded',
            'x-forwarded-for': ip,
          },
        });
        expect(text).toContain('<h1>');
        statuses.push(status);
      }
      expect(statuses).toEqual([400, 400, 400, 429, 429]);
    },
  );
});
