import { findSlugProblem, numbered, numberedFrom, slugOf } from './slug.js';

describe('slugs', () => {
  it.each([
    ['Europe', 'europe'],
    ['Köln & Bonn', 'koln-bonn'],
    ['  --Sales--  ', 'sales'],
    ['日本', 'unit'],
    ['__proto__', 'proto'],
    ['<b>Bold</b>', 'b-bold-b'],
  ])('A unit named %j gets the slug %j', (name, slug) => {
    expect(slugOf(name)).toBe(slug);
    expect(findSlugProblem(slugOf(name))).toBeNull();
  });

  it('Slugs of long names are cut, numbers included', () => {
    const slug = slugOf('ab '.repeat(60));
    expect(slug.length).toBeLessThanOrEqual(63);
    expect(findSlugProblem(slug)).toBeNull();
    expect(numbered(slug, 1000).length).toBeLessThanOrEqual(63);
    expect(findSlugProblem(numbered(slug, 1000))).toBeNull();
  });

  it('Slugs are numbered from the second on', () => {
    expect(numberedFrom('team', 1, 3)).toEqual(['team', 'team-2', 'team-3']);
    expect(numberedFrom('team', 11, 2)).toEqual(['team-11', 'team-12']);
  });

  it.each(['', 'A', 'a b', '-a', 'a-', 'a--b', 'a_b', 'a'.repeat(64), 'ä', 7, null])(
    'A slug may not be %j',
    (value) => expect(findSlugProblem(value)).toEqual(expect.any(String)),
  );
});
