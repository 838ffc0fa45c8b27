import { OpenStreams, type StreamOwner } from '../core/open-streams.js';
import { Refusal } from '../errors.js';

const MOST = 6;
const engine = { watch: () => () => undefined } as never;
const judge = () => Promise.resolve();

const person = (id: string): StreamOwner => ({
  user: { id, sessionId: `session of ${id}`, expiresAt: Date.now() / 1000 + 600 },
});
const service = (tokenId: string): StreamOwner => ({ app: { tokenId } });

describe('The streams of one caller', () => {
  let streams: OpenStreams;
  let closed: [string, number][];

  beforeEach(() => {
    closed = [];
    streams = new OpenStreams(engine, Date.now, { most: MOST, lostMs: null, toleranceSeconds: 0 });
  });
  afterEach(() => streams.stop());

  const open = (name: string, owner: StreamOwner) => {
    const key = { name };
    const close = (refusal: Refusal) => void closed.push([name, refusal.status]);
    streams.add(key, { owner, rule: judge, judge, close });
    return key;
  };
  const fill = (owner: StreamOwner) =>
    Array.from({ length: MOST }, (_, index) => open(`greedy ${index}`, owner));

  it.each([
    ['a user', person('greedy')],
    ['a service', service('greedy')],
  ])('one caller cannot use up the streams of others: %s', (_kind, greedy) => {
    fill(greedy);
    open('other', person('other'));
    open('another', service('another'));
    expect(closed).toEqual([
      ['greedy 5', 503],
      ['greedy 4', 503],
    ]);
    expect(streams.size).toBe(MOST);
  });

  it('a further stream of the caller with the most is refused, and none is closed for a caller with as many', () => {
    fill(person('greedy'));
    expect(() => open('one more', person('greedy'))).toThrow(Refusal);
    for (let turn = 0; turn < MOST / 2; turn += 1) open(`other ${turn}`, person('other'));
    expect(() => open('one more', person('other'))).toThrow(Refusal);
    expect(closed).toHaveLength(MOST / 2);
  });

  it('closed streams no longer count', () => {
    const keys = fill(person('greedy'));
    for (const key of keys) streams.forget(key);
    for (let turn = 0; turn < MOST; turn += 1) open(`other ${turn}`, person('other'));
    expect([closed, streams.size]).toEqual([[], MOST]);
  });
});
