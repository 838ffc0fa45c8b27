import fc from 'fast-check';
import { AppError } from './app-error.js';
import { getNormalisedEmail, mailboxOf, normaliseEmail } from './normalise-email.js';

const canonicalOf = (text: string) => normaliseEmail(text)?.canonical ?? null;

describe('addresses', () => {
  it('an address is kept as typed, compared without case, and mailed to with the case of its local part', () => {
    expect(normaliseEmail(' Anna.Berger+News@Example.ORG ')).toEqual({
      typed: 'Anna.Berger+News@Example.ORG',
      canonical: 'anna.berger+news@example.org',
      mailbox: 'Anna.Berger+News@example.org',
    });
  });

  it.each([
    ['upper case', 'ANNA@EXAMPLE.ORG'],
    ['a full-width @', 'anna\uff20example.org'],
    ['a small @', 'anna\ufe6bexample.org'],
    ['full-width letters', 'ａｎｎａ@ｅｘａｍｐｌｅ.org'],
    ['mathematical letters', '𝐚𝐧𝐧𝐚@𝖾xample.org'],
    ['a dot behind the domain', 'anna@example.org.'],
    ['an ideographic full stop', 'anna@example。org'],
    ['white space around', '\tanna@example.org\n'],
  ])('an address written with %s is the same mailbox', (_how, text) => {
    expect(canonicalOf(text)).toBe('anna@example.org');
  });

  it('an address with accents is the same in composed and decomposed form', () => {
    expect(canonicalOf('zoe\u0308@example.org')).toBe(canonicalOf('ZO\u00cb@example.org'));
    expect(canonicalOf('ΝΙΚΟΣ@example.org')).toBe(canonicalOf('νικος@example.org'));
    expect(canonicalOf('νικοσ@example.org')).toBe(canonicalOf('νικος@example.org'));
  });

  it('addresses of different mailboxes that look alike stay distinct', () => {
    const others = ['anna@examp1e.org', 'аnna@example.org', 'anna@exаmple.org', 'mıke@x.org'];
    const canonical = [...others, 'anna@example.org', 'mike@x.org'].map(canonicalOf);
    expect(new Set(canonical).size).toBe(6);
    expect(canonicalOf('a@straße.de')).not.toBe(canonicalOf('a@strasse.de'));
    expect(canonicalOf('straße@a.de')).not.toBe(canonicalOf('strasse@a.de'));
  });

  it('the domain of an address is converted to ASCII', () => {
    expect(normaliseEmail('anna@MÜNCHEN.de')).toEqual({
      typed: 'anna@MÜNCHEN.de',
      canonical: 'anna@xn--mnchen-3ya.de',
      mailbox: 'anna@xn--mnchen-3ya.de',
    });
    expect(canonicalOf('anna@xn--mnchen-3ya.de')).toBe('anna@xn--mnchen-3ya.de');
  });

  it.each([
    ['nothing', ''],
    ['no @', 'anna.example.org'],
    ['two @', 'anna@b@example.org'],
    ['a hidden second @', 'anna\uff20b@example.org'],
    ['a quoted @', '"anna@b"@example.org'],
    ['no local part', '@example.org'],
    ['no domain', 'anna@'],
    ['a domain of one label', 'anna@localhost'],
    ['a number for a host', 'anna@127.0.0.1'],
    ['a number in another form', 'anna@0x7f.1'],
    ['a literal', 'anna@[127.0.0.1]'],
    ['an escape in the domain', 'anna@ex%61mple.org'],
    ['a path behind the domain', 'anna@example.org/x.org'],
    ['a user before the domain', 'anna@b:c.org'],
    ['an underscore in the domain', 'anna@ex_ample.org'],
    ['a hyphen at the end of a label', 'anna@example-.org'],
    ['an empty label', 'anna@example..org'],
    ['only a dot', 'anna@.'],
    ['dots at the ends of the local part', '.anna.@example.org'],
    ['two dots in the local part', 'an..na@example.org'],
    ['a space inside', 'an na@example.org'],
    ['a no-break space inside', 'an\u00a0na@example.org'],
    ['a zero-width space', 'an\u200bna@example.org'],
    ['a soft hyphen in the domain', 'anna@exam\u00adple.org'],
    ['a joiner', 'an\u200dna@example.org'],
    ['a filler', 'an\u3164na@example.org'],
    ['a variation selector', 'anna\ufe0f@example.org'],
    ['a turn of direction', 'an\u202ena@example.org'],
    ['NUL', 'anna\u0000@example.org'],
    ['a line break', 'anna@example.org\r\nBcc: b@example.org'],
    ['half of a surrogate pair', 'anna\ud800@example.org'],
    ['a second address', 'anna@example.org,b@example.org'],
    ['a name', 'Anna <anna@example.org>'],
    ['an encoded word', '=?utf-8?q?b=40evil.org=3e?=@example.org'],
    ['a comment', 'anna(b)@example.org'],
    ['a local part of 65 bytes', `${'a'.repeat(65)}@example.org`],
    ['255 bytes', `anna@${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(66)}`],
    ['a label of 64', `anna@${'a'.repeat(64)}.org`],
    ['a broken internationalised label', 'anna@xn--zzzzz99.org'],
  ])('a text with %s is no address', (_what, text) => {
    expect(normaliseEmail(text)).toBeNull();
  });

  it.each([
    "o'brien+x!#$%&*/=?^_`{|}~-@example.org",
    `${'a'.repeat(64)}@example.org`,
    '用户@例え.jp',
    '🦊@example.org',
    'a@b.museum',
    'a@1.example.xn--p1ai',
  ])('%s is an address', (text) => {
    expect(normaliseEmail(text)).not.toBeNull();
  });

  it('the canonical form of an address is stable, and the same for its mailbox and typed form', () => {
    const part = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
    const domain = fc.constantFrom('example.org', 'MÜNCHEN.de', 'ｅxample.ORG.');
    fc.assert(
      fc.property(part, domain, (local, host) => {
        const found = normaliseEmail(`${local}@${host}`);
        fc.pre(found !== null);
        expect(canonicalOf(found.canonical)).toBe(found.canonical);
        expect(canonicalOf(found.mailbox)).toBe(found.canonical);
        expect(canonicalOf(found.typed)).toBe(found.canonical);
      }),
      { numRuns: 500 },
    );
  });

  it('folding an address with any letter reaches a fixed point', () => {
    const restless: string[] = [];
    for (let code = 0x80; code < 0x1f000; code += 1) {
      const canonical = canonicalOf(`a${String.fromCodePoint(code)}@x.org`);
      if (canonical && canonicalOf(canonical) !== canonical) restless.push(code.toString(16));
    }
    expect(restless).toEqual([]);
  });

  it('texts made to slow the parser down are refused', () => {
    const hostile = [
      'a.'.repeat(250) + '@x.org',
      'a'.repeat(250) + '@' + 'a-'.repeat(120),
      ' '.repeat(2 ** 20) + '@x.org',
      '@'.repeat(500),
      'a@' + 'a.'.repeat(250),
    ];
    for (const text of hostile) expect(normaliseEmail(text)).toBeNull();
  });

  it('mailboxOf gives the mailbox of an account from its stored address', () => {
    expect(mailboxOf({ email: 'ＡNNA@example.org', emailCanonical: 'anna@example.org' })).toBe(
      'ANNA@example.org',
    );
    expect(mailboxOf({ email: 'imported, odd', emailCanonical: 'odd@example.org' })).toBe(
      'odd@example.org',
    );
  });

  it('getNormalisedEmail refuses an invalid address and names the field', () => {
    expect(getNormalisedEmail('Anna@Example.org').canonical).toBe('anna@example.org');
    const refused = (): unknown => {
      try {
        return getNormalisedEmail('anna');
      } catch (error) {
        return error;
      }
    };
    expect(refused()).toBeInstanceOf(AppError);
    expect(refused()).toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ field: 'email', code: 'INVALID_EMAIL' }],
    });
  });
});
