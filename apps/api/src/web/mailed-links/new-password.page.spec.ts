import { AppError } from '#libs/kernel';
import { assertTyped, assertTypedTwice, sentencesOf } from './new-password.page.js';
import { webTexts } from '../texts/index.js';

const say = webTexts('en');

describe('a new password on a page', () => {
  it('a new password is accepted with an equal repetition, and without one from a program', () => {
    expect(() => assertTypedTwice('velvet tram', 'velvet tram')).not.toThrow();
    expect(() => assertTypedTwice('velvet tram')).not.toThrow();
  });

  it.each([
    ['velvet tram', 'velvet tran'],
    ['velvet tram', ''],
    ['', 'velvet tram'],
  ])('a new password %j is refused with the repetition %j', (password, repeated) => {
    expect(() => assertTypedTwice(password, repeated)).toThrow(
      'The two passwords are not the same.',
    );
  });

  it('a new password is refused with a sentence for each problem', () => {
    const errors = [
      { field: 'password', code: 'TOO_SHORT', message: 'Too short.' },
      { field: 'password', code: 'TOO_COMMON', message: 'Too common.' },
    ];
    const detail = 'Too short. Too common.';
    expect(sentencesOf(say, new AppError('PASSWORD_UNACCEPTABLE', { detail, errors }))).toEqual([
      'Too short.',
      'Too common.',
    ]);
    expect(sentencesOf(say, new AppError('PASSWORD_UNACCEPTABLE', { detail }))).toEqual([detail]);
  });

  it('a new password is refused in the language of the page', () => {
    const german = webTexts('de');
    const errors = [{ field: 'password', code: 'TOO_SHORT', message: 'Too short.' }];
    const refused = new AppError('PASSWORD_UNACCEPTABLE', { detail: 'Too short.', errors });
    expect(sentencesOf(german, refused)).toEqual(['Das Passwort muss mindestens 8 Zeichen haben.']);
    expect.assertions(2);
    try {
      assertTyped('');
    } catch (error) {
      expect(sentencesOf(german, error as AppError)).toEqual(['Geben Sie ein neues Passwort ein.']);
    }
  });
});
