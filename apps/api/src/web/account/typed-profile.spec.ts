import type { PrincipalAccount } from '#libs/access';
import { changeOf, problemsIn, profileOf } from './typed-profile.js';

const ACCOUNT = { firstName: 'Anna', lastName: null, locale: 'de' } as PrincipalAccount;
const TYPED = profileOf(ACCOUNT);

describe('the typed profile of an account', () => {
  it('a form that was not touched changes nothing', () => {
    expect(TYPED).toEqual({ first_name: 'Anna', last_name: '', locale: 'de' });
    expect(changeOf(ACCOUNT, TYPED)).toEqual({});
    expect(problemsIn(TYPED)).toEqual({});
  });

  it('only what differs is changed, and an empty field removes', () => {
    expect(changeOf(ACCOUNT, { first_name: '', last_name: 'Berger', locale: 'de' })).toEqual({
      firstName: null,
      lastName: 'Berger',
    });
    expect(changeOf(ACCOUNT, { ...TYPED, locale: '' })).toEqual({ locale: null });
  });

  it('each field has its own problem', () => {
    expect(problemsIn({ first_name: 'x'.repeat(101), last_name: 'a\u0000', locale: 'xx' })).toEqual(
      {
        first_name: 'nameProblem',
        last_name: 'nameProblem',
        locale: 'languageProblem',
      },
    );
  });
});
