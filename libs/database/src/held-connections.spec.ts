import { HeldConnections } from './held-connections.js';

/** A transaction of `held`, whose work is `work`. */
const transaction = <T>(held: HeldConnections, work: () => Promise<T>) =>
  held.watch((watched) => watched(), work);

describe('who holds a connection', () => {
  const opened = () => {
    const held = HeldConnections.open(true);
    if (!held) throw new Error('Tests are watched');
    return held;
  };

  it('code that holds a connection is refused a second one, also after it has waited', async () => {
    const held = opened();
    const waited = transaction(held, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      held.assertNone();
    });
    await expect(waited).rejects.toThrow('pass `tx` on');
  });

  it('code holds no connection after its transaction, nor because another does', async () => {
    const held = opened();
    let end = () => undefined as void;
    const other = transaction(held, () => new Promise<void>((resolve) => (end = resolve)));
    expect(() => held.assertNone()).not.toThrow();
    let goOn = () => undefined as void;
    let later = Promise.resolve();
    await transaction(held, async () => {
      later = new Promise<void>((resolve) => (goOn = resolve)).then(() => held.assertNone());
    });
    goOn();
    await expect(later).resolves.toBeUndefined();
    end();
    await other;
  });

  it.each([
    [true, '20.19.0', true],
    [false, '20.19.0', false],
    [false, '22.12.0', false],
    [false, '24.0.0', true],
  ])(
    'connections are watched in tests, and elsewhere from Node 24 on (test: %s, Node %s)',
    (isTest, version, isWatched) => {
      expect(HeldConnections.open(isTest, version) !== null).toBe(isWatched);
    },
  );
});
