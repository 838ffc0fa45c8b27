import { ConfigError, coreConfig, loadConfig, type Config } from '#libs/config';
import { MailLinks } from './mail-links.js';
import { mailConfig } from './mail.config.js';
import { isPlainAddress, parseSender } from './sender-address.js';
import { Sender } from './sender.js';

const load = (environment: Record<string, string>): Config =>
  loadConfig(environment, [coreConfig, mailConfig]);

function problems(environment: Record<string, string>): string[] {
  try {
    load(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ name }) => name);
    throw error;
  }
}

const senderOf = (environment: Record<string, string>) => {
  const config = load(environment);
  return new Sender(config.get(coreConfig), config.get(mailConfig)).from;
};

const linksOf = (environment: Record<string, string>) => {
  const config = load(environment);
  return new MailLinks(config.get(coreConfig), config.get(mailConfig));
};

describe('the settings of mail', () => {
  it('the mail settings of the original service are read unchanged', () => {
    const config = load({
      MAIL_SERVER: 'smtp.example.com',
      MAIL_PORT: '587  # submission',
      MAIL_USE_TLS: 'True',
      MAIL_USERNAME: 'gate@example.com',
      MAIL_PASSWORD: 'secret',
    }).get(mailConfig);
    expect(config).toMatchObject({ server: 'smtp.example.com', port: 587, useTls: true });
  });

  it('contradictory mail settings are named', () => {
    expect(problems({ NODE_ENV: 'production' })).toEqual(['MAIL_SERVER']);
    expect(problems({ MAIL_USE_TLS: 'true', MAIL_USE_SSL: 'true' })).toEqual(['MAIL_USE_SSL']);
    expect(problems({ MAIL_PASSWORD: 'x' })).toEqual(['MAIL_USERNAME']);
    expect(problems({ MAIL_DEFAULT_SENDER: 'nobody' })).toEqual(['MAIL_DEFAULT_SENDER']);
    expect(problems({ MAIL_SERVER: 'smtp://mail.example.com' })).toEqual(['MAIL_SERVER']);
    expect(problems({ MAIL_SERVER: 'mail.example.com:587' })).toEqual(['MAIL_SERVER']);
    expect(problems({ MAIL_SERVER: 'mail_1.example.com' })).toEqual([]);
    expect(problems({ MAIL_SERVER: '2001:db8::25' })).toEqual([]);
    expect(problems({ MAIL_TLS_CA: '/there/is/none' })).toEqual(['MAIL_TLS_CA']);
  });
});

describe('the sender', () => {
  it('the sender is the configured one, else the account, else an address of this host', () => {
    const APP_BASE_URL = 'https://auth.example.test/x';
    expect(senderOf({ MAIL_DEFAULT_SENDER: '"Ann, Inc." <a@b.test>' })).toEqual({
      name: 'Ann, Inc.',
      address: 'a@b.test',
    });
    expect(senderOf({ MAIL_USERNAME: 'gate@b.test', APP_NAME: 'Acme' })).toEqual({
      name: 'Acme',
      address: 'gate@b.test',
    });
    expect(senderOf({ MAIL_USERNAME: 'apikey', APP_BASE_URL }).address).toBe(
      'no-reply@auth.example.test',
    );
  });

  it.each([
    'a@b.test, c@d.test',
    'a@b.test\r\nBcc: c@d.test',
    'A <a@b.test> <c@d.test>',
    '<>',
    'a@@b',
  ])('no sender is parsed from %j', (text) => {
    expect(parseSender(text)).toBeNull();
  });
});

describe('a recipient', () => {
  it.each([
    'ann@example.test',
    'ann+1@example.test',
    "o'neill@example.test",
    'jürgen@xn--bcher-kva.test',
  ])('a recipient may be %s', (address) => {
    expect(isPlainAddress(address)).toBe(true);
  });

  it.each([
    'ann',
    '@example.test',
    'ann@',
    'ann@evil.test@example.test',
    'ann@example.test,evil@example.test',
    '"evil@evil.test x"@example.test',
    'ann@example.test (comment)',
    'group:ann@example.test;',
    '<ann@example.test>',
    'ann@example.test\r\nRCPT TO:<evil@evil.test>',
  ])('a recipient is never %j', (address) => {
    expect(isPlainAddress(address)).toBe(false);
  });
});

describe('a link', () => {
  it('a link leads to a page of Gatehouse under APP_BASE_URL, with or without a trailing slash', () => {
    for (const APP_BASE_URL of ['https://a.test/auth', 'https://a.test/auth/']) {
      const links = linksOf({ APP_BASE_URL });
      expect(links.verify('T')).toBe('https://a.test/auth/verify-email?token=T');
      expect(links.reset('T')).toBe('https://a.test/auth/reset-password?token=T');
      expect(links.forgot()).toBe('https://a.test/auth/forgot-password');
    }
  });

  it('a link to a configured page keeps its query and fragment', () => {
    const links = linksOf({
      VERIFY_EMAIL_URL: 'https://app.test/#/verify',
      RESET_PASSWORD_URL: 'https://app.test/reset?lang=en&token=old',
    });
    expect(links.verify('T')).toBe('https://app.test/?token=T#/verify');
    expect(links.reset('T')).toBe('https://app.test/reset?lang=en&token=T');
  });
});
