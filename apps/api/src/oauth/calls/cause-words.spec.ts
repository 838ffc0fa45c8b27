import { causeWords } from './cause-words.js';

describe('the text of a cause for the log', () => {
  it('the text of a cause has the messages of the error and of its causes', () => {
    const cause = new Error('unexpected "aud" claim value');
    expect(causeWords(new Error('invalid response', { cause }))).toBe(
      'invalid response: unexpected "aud" claim value',
    );
  });

  it.each([
    ['a token', `got eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJzdWIiOiIwMTlhYjJmNCJ9`, 'got […]'],
    ['an address', 'no account for anna@example.org here', 'no account for […] here'],
    ['a line break', 'one\r\nWARN forged', 'one WARN forged'],
  ])('the text of a cause has no %s', (_what, message, words) => {
    expect(causeWords(new Error(message))).toBe(words);
  });

  it('the text of a cause is short', () => {
    expect(causeWords(new Error('no '.repeat(10_000))).length).toBeLessThanOrEqual(300);
    const circle = new Error('round');
    circle.cause = circle;
    expect(causeWords(circle)).toBe('round');
    expect(causeWords('not an error')).toBe('');
  });
});
