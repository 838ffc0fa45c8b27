import { domainOf, readDomain } from './domain-name.js';

const label = 'a'.repeat(63);

describe('the domain of an organization', () => {
  it.each([
    ['example.com', 'example.com'],
    ['EXAMPLE.Com', 'example.com'],
    ['example.com.', 'example.com'],
    ['Bücher.example', 'xn--bcher-kva.example'],
    ['ｅｘａｍｐｌｅ.com', 'example.com'],
    ['example。com', 'example.com'],
    ['a-b.co.uk', 'a-b.co.uk'],
  ])('%s is %s', (typed, domain) => {
    expect(readDomain(typed)).toEqual({ domain });
  });

  it.each([
    '',
    '.',
    'com',
    '.com',
    'a..com',
    'example.com..',
    '*.example.com',
    '-a.com',
    'a-.com',
    'a_b.com',
    '127.0.0.1',
    '0x7f.1',
    '[::1]',
    '::1',
    'anna@example.com',
    'https://example.com',
    'example.com/x',
    'example.com:25',
    'exam ple.com',
    'exam%70le.com',
    'example.1',
    `${label}a.com`,
    `${label}.${label}.${label}.${label}.com`,
    'a\u0000.com',
    'a\u200b.com',
    12,
    null,
  ])('%j is refused', (typed) => {
    expect(readDomain(typed)).toMatchObject({ problem: expect.any(String) });
  });

  it('The domain of an address is what follows its last @', () => {
    expect(domainOf('"a@b.example"@Example.com')).toBe('example.com');
    expect(domainOf('anna@localhost')).toBeNull();
  });
});
