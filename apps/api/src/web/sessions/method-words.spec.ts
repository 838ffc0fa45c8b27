import { methodWords } from './method-words.js';
import { sessionsTexts } from './texts/index.js';

describe('the words for how a person was authenticated', () => {
  it.each([
    [['pwd'], 'password'],
    [['pwd', 'otp', 'mfa'], 'password; one-time code'],
    [['hwk', 'user', 'mfa'], 'passkey'],
    [['hwk', 'swk', 'user'], 'passkey'],
    [['fed'], 'provider'],
    [['unheard-of'], null],
    [[], null],
  ])('%j is %j', (amr, words) => {
    expect(methodWords(sessionsTexts('en'), amr)).toBe(words);
  });
});
