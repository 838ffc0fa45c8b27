import { compareReleases, parseRelease, type Release } from './release.js';

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
