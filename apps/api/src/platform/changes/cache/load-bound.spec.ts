import { isAppError } from '#libs/kernel';
import { LoadBound, SpareLoads } from './load-bound.js';

/** A load that ends when the test ends it. */
const held = () => {
  let end = (): void => undefined;
  let hasBegun = false;
  const gate = new Promise<void>((resolve) => (end = resolve));
  const load = async () => {
    hasBegun = true;
    await gate;
  };
  return { load, end: () => end(), hasBegun: () => hasBegun };
};
const turn = () => new Promise((resolve) => setImmediate(resolve));
const codeOf = (error: unknown) => (isAppError(error) ? error.code : String(error));

describe('the bound of loads', () => {
  it('the bound of loads runs up to its limit at once and the others in order of arrival', async () => {
    const bound = new LoadBound(2);
    const loads = Array.from({ length: 5 }, held);
    const done = loads.map(({ load }) => bound.run(load));
    const begun = () => loads.map(({ hasBegun }) => hasBegun());
    await turn();
    expect(begun()).toEqual([true, true, false, false, false]);
    loads[1]?.end();
    await turn();
    expect(begun()).toEqual([true, true, true, false, false]);
    for (const { end } of loads) end();
    await Promise.all(done);
    expect(begun()).toEqual([true, true, true, true, true]);
  });

  it('a load that fails gives its place to the next one', async () => {
    const bound = new LoadBound(1);
    const failed = bound.run(() => Promise.reject(new Error('broken')));
    const next = bound.run(async () => 'fine');
    await expect(failed).rejects.toThrow('broken');
    expect(await next).toBe('fine');
    expect(await bound.run(async () => 'again')).toBe('again');
  });

  it('a load is refused when it waits too long or when too many wait', async () => {
    const bound = new LoadBound(1, 1, 20);
    const first = held();
    const running = bound.run(first.load);
    const waiting = bound.run(async () => 'never');
    const surplus = await bound.run(async () => 'never').catch(codeOf);
    expect(surplus).toBe('SERVICE_UNAVAILABLE');
    expect(await waiting.catch(codeOf)).toBe('SERVICE_UNAVAILABLE');
    first.end();
    await running;
    expect(await bound.run(async () => 'later')).toBe('later');
  });
});

describe('two bounds with spare places between them', () => {
  /** Nobody is sent away for having waited, but where that is what is tested. */
  const lanes = (spare: number, maxWaitMs = 60_000) => {
    const shared = new SpareLoads(spare);
    return [1, 2].map(() => new LoadBound(1, undefined, maxWaitMs, shared)) as [
      LoadBound,
      LoadBound,
    ];
  };
  const begin = (bound: LoadBound, count: number) =>
    Array.from({ length: count }, () => {
      const load = held();
      return { ...load, done: bound.run(load.load).catch(codeOf) };
    });
  const begun = (loads: ReturnType<typeof begin>) => loads.map(({ hasBegun }) => hasBegun());

  it('a spare place that becomes free goes to the loads that wait in the other bound, in order of arrival', async () => {
    const [users, tokens] = lanes(2);
    const first = begin(users, 3);
    const waiting = begin(tokens, 4);
    await turn();
    expect(begun(waiting)).toEqual([true, false, false, false]);
    first[0]?.end();
    await turn();
    expect(begun(waiting)).toEqual([true, true, false, false]);
    first[1]?.end();
    await turn();
    expect(begun(waiting)).toEqual([true, true, true, false]);
    // This one is the first bound’s own place, which is never lent.
    first[2]?.end();
    await turn();
    expect(begun(waiting)).toEqual([true, true, true, false]);
    for (const { end } of waiting) end();
    await Promise.all(waiting.map(({ done }) => done));
  });

  it('a new load does not overtake loads that wait in either bound', async () => {
    const [users, tokens] = lanes(1);
    const first = begin(users, 2);
    const waiting = begin(tokens, 2);
    await turn();
    first[0]?.end();
    const late = begin(tokens, 1);
    await turn();
    expect([...begun(waiting), ...begun(late)]).toEqual([true, true, false]);
    for (const { end } of [...first, ...waiting, ...late]) end();
    await Promise.all([...waiting, ...late].map(({ done }) => done));
  });

  it('a load that was refused while waiting costs no place', async () => {
    const [users, tokens] = lanes(1, 50);
    const first = begin(users, 2);
    const waiting = begin(tokens, 2);
    expect(await waiting[1]?.done).toBe('SERVICE_UNAVAILABLE');
    for (const { end } of [...first, ...waiting]) end();
    await Promise.all([...first, ...waiting].map(({ done }) => done));
    const [some, others, surplus] = [begin(users, 1), begin(tokens, 2), begin(users, 1)];
    await turn();
    expect([some, others, surplus].map(begun)).toEqual([[true], [true, true], [false]]);
    for (const { end } of [...some, ...others, ...surplus]) end();
    await Promise.all(surplus.map(({ done }) => done));
  });
});
