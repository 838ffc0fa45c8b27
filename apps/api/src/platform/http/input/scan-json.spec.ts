import fc from 'fast-check';
import { scanJson } from './scan-json.js';

const LIMITS = { maxDepth: 8, maxKeys: 50 };

describe('the scan of a JSON text', () => {
  it('the JSON scan accepts every output of JSON.stringify within the limits', () => {
    const value = fc.jsonValue({ maxDepth: 4 });
    fc.assert(
      fc.property(value, (json) => {
        const text = JSON.stringify(json);
        const fault = scanJson(text, { maxDepth: 1000, maxKeys: 100_000 });
        return fault === null || (fault === 'forbidden key' && text.includes('__proto__'));
      }),
    );
  });

  it.each([
    ['{"a":1,"a":2}', 'duplicate key'],
    ['{"a":1,"\\u0061":2}', 'duplicate key'],
    ['{"a":{"b":1},"c":[{"b":1},{"b":2}]}', null],
    ['{"a":[{"b":1,"b":1}]}', 'duplicate key'],
    ['{"a" \n:1,"a"\t:2}', 'duplicate key'],
    ['{"x":"\\"a\\":1,\\"a\\":2"}', null],
    ['{"__proto__":1}', 'forbidden key'],
    ['["__proto__"]', null],
    ['{"a":{"prototype":1}}', null],
    ['{"a":{"__pro\\u0074o__":1}}', 'forbidden key'],
    ['[[[[[[[[1]]]]]]]]', null],
    ['[[[[[[[[[1]]]]]]]]]', 'too deep'],
    ['"[[[[[[[[[[[["', null],
    ['{"a":"\\\\","a":1}', 'duplicate key'],
    ['{"a', null],
    ['', null],
  ])('the JSON scan of %s returns %s', (text, fault) => {
    expect(scanJson(text, LIMITS)).toBe(fault);
  });

  it('the JSON scan counts keys at every level', () => {
    const keys = (count: number) =>
      `[${Array.from({ length: count }, (_, index) => `{"k${index}":1}`).join(',')}]`;
    expect(scanJson(keys(50), LIMITS)).toBeNull();
    expect(scanJson(keys(51), LIMITS)).toBe('too many keys');
  });

  it('the JSON scan terminates for any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', '\\', ':', 'a', ' ') }),
        (text) => {
          scanJson(text, LIMITS);
          return true;
        },
      ),
    );
  });
});
