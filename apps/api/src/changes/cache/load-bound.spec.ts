import { isAppError } from '#libs/kernel';
import { LoadBound } from './load-bound.js';

/** A load that ends when it is told. */
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
  it('lets so many run at once, the others in their order', async () => {
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

  it('passes the place on when a load fails', async () => {
    const bound = new LoadBound(1);
    const failed = bound.run(() => Promise.reject(new Error('broken')));
    const next = bound.run(async () => 'fine');
    await expect(failed).rejects.toThrow('broken');
    expect(await next).toBe('fine');
    expect(await bound.run(async () => 'again')).toBe('again');
  });

  it('sends away who would wait too long, or with too many', async () => {
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
