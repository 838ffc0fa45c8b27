import { canonicalName, findNameProblem, isPersonName } from './names.js';

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

describe('the name of a service or role', () => {
  it.each([
    'Admin',
    ' admin ',
    'ＡＤＭＩＮ',
    'aDmin',
    'adm\u0131n',
    '\u0251dmin',
    'ADM\u0130N',
    'admin\u0307',
    'a\u0335dmin',
    'a\u0111min',
    'adm\u00efn',
  ])('the name %s has the canonical form admin', (name) => {
    expect(canonicalName(name)).toBe('admin');
  });

  it.each([
    'admin\0',
    'ad\u200bmin',
    '\u202enimda',
    'a\ud800b',
    'а\u0064min',
    'αdmin',
    'admi\u0578',
    '\u13aadmin',
  ])('a name that only looks like another is refused: %j', (name) => {
    expect(findNameProblem(name)).not.toBeNull();
  });

  it('names in other scripts that differ only in marks stay distinct', () => {
    expect(canonicalName('कि')).not.toBe(canonicalName('का'));
    expect(canonicalName('й')).not.toBe(canonicalName('и'));
  });

  it.each([
    'admin',
    'администратор',
    '管理者',
    'Größe 2/3',
    'naïve',
    'orders:*',
    'API管理',
    '개발 team',
    'हिन्दी',
  ])('a name may be of any one script: %s', (name) => {
    expect(findNameProblem(name)).toBeNull();
  });
});
