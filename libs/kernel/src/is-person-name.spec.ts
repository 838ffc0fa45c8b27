import { isPersonName } from './is-person-name.js';

describe('names of people', () => {
  it.each([
    'A',
    "Seán O'Néill-Łuczak",
    '王秀英',
    'नेहा',
    'می\u200cخواهم',
    '👩\u200d🚀',
    'x'.repeat(100),
    '🦊'.repeat(100),
  ])('a name of a person may be %j', (name) => {
    expect(isPersonName(name)).toBe(true);
  });

  it.each([
    '',
    'x'.repeat(101),
    '🦊'.repeat(101),
    'a\u0000',
    'a\nb',
    'a\u0085b',
    'a\u2028b',
    'a\u202eb',
    'a\u2066b',
    'a\ud800',
  ])('a name of a person may not be %j', (name) => {
    expect(isPersonName(name)).toBe(false);
  });
});
