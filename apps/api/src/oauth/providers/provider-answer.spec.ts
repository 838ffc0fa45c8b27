import { bounded, type ProviderAnswer } from './provider-answer.js';

const answer = (change: Partial<ProviderAnswer> = {}): ProviderAnswer => ({
  issuer: 'https://id.example',
  subject: 'subject',
  email: 'anna@example.org',
  emailVerified: true,
  isAuthoritative: false,
  firstName: null,
  lastName: null,
  avatar: 'https://id.example/anna.png',
  tokens: {},
  ...change,
});

describe('the answer of a provider', () => {
  it('an answer within its limits is not changed', () => {
    expect(bounded(answer({ subject: 's'.repeat(255) }))).toEqual(
      answer({ subject: 's'.repeat(255) }),
    );
  });

  it.each(['', 's'.repeat(256), 'a\u0000b', 'a\nb', '\ud800'])(
    'an answer with the subject %j is refused',
    (subject) => {
      expect(() => bounded(answer({ subject }))).toThrow();
    },
  );

  it.each(['a\u0000@example.org', `${'a'.repeat(300)}@example.org`, '\ud800@example.org'])(
    'an answer with the address %j has no address, verified or not',
    (email) => {
      expect(bounded(answer({ email }))).toMatchObject({ email: null, emailVerified: false });
    },
  );

  it.each(['http://id.example/a', 'javascript:alert(1)', `https://a/${'x'.repeat(2048)}`])(
    'an answer with the picture %s has none',
    (avatar) => {
      expect(bounded(answer({ avatar })).avatar).toBeNull();
    },
  );
});
