import { StreamPlaces } from './stream-places.js';

const aStream = () => ({ end: jest.fn() });

describe('the places of streams', () => {
  it('the streams of one credential are bounded', () => {
    const places = new StreamPlaces(2, 10);
    const [one, two] = [aStream(), aStream()];
    for (const stream of [one, two]) {
      expect(places.refusalOf('a')).toBeNull();
      places.add('a', stream);
    }
    expect(places.refusalOf('a')).toBe('holder');
    expect(places.refusalOf('b')).toBeNull();
    places.delete('a', one);
    places.delete('a', one);
    expect([places.refusalOf('a'), places.size]).toEqual([null, 1]);
  });

  it('the streams of an instance are bounded, and the credential with the most loses one to one with fewer', () => {
    const places = new StreamPlaces(10, 4);
    const many = Array.from({ length: 4 }, aStream);
    for (const stream of many) places.add('many', stream);
    expect(places.refusalOf('many')).toBe('instance');
    expect(places.refusalOf('few')).toBeNull();
    expect(many.map(({ end }) => end.mock.calls.length)).toEqual([0, 0, 0, 1]);
    places.add('few', aStream());
    expect(places.refusalOf('few')).toBeNull();
    places.add('few', aStream());
    expect(places.refusalOf('few')).toBe('instance');
    expect(places.refusalOf('many')).toBe('instance');
    expect([places.size, [...places].length]).toEqual([4, 4]);
  });

  it('take removes a number of streams of any credentials', () => {
    const places = new StreamPlaces(10, 10);
    for (const holder of ['a', 'b', 'b', 'c']) places.add(holder, aStream());
    expect([places.take(3).length, places.size]).toEqual([3, 1]);
    expect([places.take(3).length, places.size]).toEqual([1, 0]);
  });
});
