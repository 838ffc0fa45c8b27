import { actorWords } from './event-words.js';
import { activityTexts } from './texts/index.js';

describe('by whom something was done', () => {
  const say = activityTexts('en');

  it.each(['factor.used', 'login.factor_required'])(
    'a step of a sign-in, %s, is not said to be by somebody who was not signed in',
    (type) => {
      expect(actorWords(say, { type, by: 'unknown' })).toBeNull();
    },
  );

  it('a refused sign-in is', () => {
    expect(actorWords(say, { type: 'login.failed', by: 'unknown' })).toBe(
      'by somebody who was not signed in',
    );
  });
});
