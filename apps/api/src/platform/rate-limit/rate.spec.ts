import { parseRate } from './rate.js';

describe('a rate', () => {
  it.each([
    ['10/1m', { limit: 10, windowSeconds: 60 }],
    ['5/h', { limit: 5, windowSeconds: 3600 }],
    [' 300 / 10 S ', { limit: 300, windowSeconds: 10 }],
    ['off', null],
  ])('a rate is parsed from %j', (text, expected) => expect(parseRate(text)).toEqual(expected));

  it.each(['', '10', '0/1m', '10/0m', '-1/1m', '10/8d', '1.5/1m', '10 per minute', 'toString/m'])(
    '%j is not a rate',
    (text) => expect(parseRate(text)).toBeUndefined(),
  );
});
