import {
  type Release,
  compareReleases,
  demandOf,
  isEnough,
  parseRelease,
  releaseProblem,
} from './release.js';

const release = (text: string): Release => parseRelease(text) as Release;

describe('a release', () => {
  it.each([
    '0.0.0',
    '1.2.3',
    '10.20.30',
    '1.0.0-alpha',
    '1.0.0-0A.is.legal',
    '1.0.0--1',
    '1.0.0-rc.1+build.5',
    '1.0.0+001',
    '99999999999999999999999.0.1',
  ])('%s is a valid release', (text) => expect(parseRelease(text)).not.toBeNull());

  it.each([
    '',
    '1',
    '1.2',
    'v1.2.3',
    '01.2.3',
    '1.2.3-',
    '1.2.3-01',
    '1.2.3-a..b',
    '1.2.3.4',
    ' 1.2.3',
    '1.2.3+',
  ])('"%s" is not a valid release', (text) => expect(parseRelease(text)).toBeNull());

  it('releases are ordered as in the specification', () => {
    const inOrder = [
      '0.9.0',
      '0.10.0',
      '1.0.0-1',
      '1.0.0-2',
      '1.0.0-11',
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-alpha.beta',
      '1.0.0-beta',
      '1.0.0-beta.2',
      '1.0.0-beta.11',
      '1.0.0-rc.1',
      '1.0.0',
      '1.0.1-rc.1',
      '1.0.1',
      '9007199254740993.0.0',
      '9007199254740994.0.0',
    ].map(release);
    for (const [index, a] of inOrder.entries()) {
      for (const [other, b] of inOrder.entries()) {
        expect(Math.sign(compareReleases(a, b))).toBe(Math.sign(index - other));
      }
    }
  });

  it('releases that differ only in build metadata are equal', () => {
    expect(compareReleases(release('1.0.0+a'), release('1.0.0+b'))).toBe(0);
  });
});

const row = (name: string, leastRelease: string | null) => ({ name, leastRelease });

describe('what a schema demands of releases', () => {
  it('a schema has no required release without a least-release directive', () => {
    expect(demandOf([])).toBeNull();
    expect(demandOf([row('a', null), row('b', null)])).toBeNull();
  });

  it('the required release of a schema is the greatest of its files, in any order', () => {
    const rows = [row('a', '0.10.0'), row('b', '0.9.0'), row('c', null), row('d', '0.10.0-rc.1')];
    expect(demandOf(rows)).toEqual({ name: 'a', release: '0.10.0' });
    expect(demandOf(rows.reverse())).toEqual({ name: 'a', release: '0.10.0' });
  });

  it('an unparsable required release, written by a later release, is satisfied by none', () => {
    const demand = demandOf([row('a', '9.0.0'), row('b', 'two')]);
    expect(demand).toEqual({ name: 'b', release: 'two' });
    expect(isEnough('99.0.0', 'two')).toBe(false);
  });

  it.each([
    ['0.2.0', '0.2.0', true],
    ['0.10.0', '0.9.0', true],
    ['0.2.0-rc.1', '0.2.0', false],
    ['0.2.0', '0.2.0-rc.1', true],
    [null, '0.1.0', false],
  ])('release %s satisfies the required release %s: %s', (release, least, enough) =>
    expect(isEnough(release, least)).toBe(enough),
  );

  it('the problem of an old release names both releases and the file', () => {
    const problem = releaseProblem({ name: '20270101000000-drop-x', release: '0.3.0' }, '0.2.0');
    expect(problem?.message).toBe(
      'The database needs release 0.3.0 or later since 20270101000000-drop-x was applied; this is 0.2.0',
    );
    expect(releaseProblem({ name: 'x', release: '0.3.0' }, undefined)).toBeNull();
    expect(releaseProblem(null, '0.1.0')).toBeNull();
  });
});
