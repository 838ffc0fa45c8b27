import { parseBearer } from './credentials.js';

describe('a Bearer token (RFC 6750 section 2.1)', () => {
  it.each([
    ['Bearer abc', 'abc'],
    ['bearer abc', 'abc'],
    ['BEARER   abc  ', 'abc'],
    ['Bearer aZ0-._~+/==', 'aZ0-._~+/=='],
  ])('a Bearer token is parsed from "%s"', (header, token) => {
    expect(parseBearer(header)).toBe(token);
  });

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Basic YTpi',
    'Bearerabc',
    'Bearer a b',
    'Bearer a,b',
    'Bearer "abc"',
    'Bearer a=b',
    'Bearer ä',
    ' Bearer abc',
    'Bearer abc, Bearer abc',
    'Bearer\tabc',
  ])('no Bearer token is parsed from %j', (header) => {
    expect(parseBearer(header)).toBeUndefined();
  });

  it('no Bearer token is parsed from a header of more than 4,096 characters', () => {
    expect(parseBearer(`Bearer ${'a'.repeat(4089)}`)).toHaveLength(4089);
    expect(parseBearer(`Bearer ${'a'.repeat(4090)}`)).toBeUndefined();
  });
});
