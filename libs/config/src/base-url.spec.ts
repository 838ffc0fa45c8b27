import { basePathOfUrl, baseUrlShapeProblems } from './base-url.js';

describe('the address of the server', () => {
  it.each([
    ['https://host', ''],
    ['https://host/', ''],
    ['https://host/auth', '/auth'],
    ['https://host/auth/', '/auth'],
    ['https://host:8443/a/b', '/a/b'],
    ['https://HOST/Auth_1.0~x', '/Auth_1.0~x'],
    ['https://[::1]:5000/auth', '/auth'],
  ])('APP_BASE_URL may be %s, whose path is "%s"', (address, path) => {
    expect(baseUrlShapeProblems(address)).toEqual([]);
    expect(basePathOfUrl(address)).toBe(path);
  });

  it.each([
    'https://host//evil',
    'https://host//evil.example/auth',
    'https://host/auth//x',
    'https://host/auth/../x',
    'https://host/./auth',
    'https://host/a%2Fb',
    'https://host/%61uth',
    'https://host/ä',
    'https://host/au th',
    'https://host\\evil',
    'https://host/auth?x=1',
    'https://host/auth#x',
    'https://host/auth?',
    'https://user:pass@host/auth',
  ])('APP_BASE_URL may not be %s, which is ambiguous or leads to another place', (address) => {
    expect(baseUrlShapeProblems(address)).toMatchObject([{ name: 'APP_BASE_URL' }]);
  });
});
