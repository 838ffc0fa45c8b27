import fc from 'fast-check';
import { databaseUnavailable } from '#libs/database';
import { Clock, isAppError } from '#libs/kernel';
import { LoadBound } from './load-bound.js';
import type { Versions } from '../validated-cache.js';
import type { VersionMarkers } from './version-markers.js';
import { ValidatedEntries } from './validated-entries.js';

class ManualClock extends Clock {
  ms = 0;

  override now(): Date {
    return new Date(this.ms);
  }
}

/** Markers in memory: after a change the version differs from the one that an entry has kept. */
class ManualMarkers {
  isUsable = true;
  generation = 0;
  private version = 0;

  change(): void {
    this.version += 1;
  }

  async read(): Promise<Versions | null> {
    if (!this.isUsable) return null;
    return { keys: [], values: [String(this.version)], epoch: 'e', generation: this.generation };
  }

  async confirm(known: Versions, onAsked: () => void): Promise<boolean> {
    await turn();
    onAsked();
    const now = String(this.version);
    await turn();
    return this.isUsable && known.values[0] === now;
  }
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
const turns = async (count: number) => {
  for (let index = 0; index < count; index += 1) await turn();
};
const codeOf = (error: unknown) => (isAppError(error) ? error.code : String(error));
const WAIT_MS = 20;
const waitedOut = () => new Promise<void>((resolve) => setTimeout(resolve, 2 * WAIT_MS));

function makeCache({ places = 1, maxWaiting = 10, proof = { isFresh: false } } = {}) {
  const renew = () => Promise.resolve();
  const clock = new ManualClock();
  const versionMarkers = new ManualMarkers();
  const entries = new ValidatedEntries<string>({
    maxEntries: 3,
    lifeMs: 3_000,
    clock,
    versionMarkers: versionMarkers as unknown as VersionMarkers,
    bound: new LoadBound(places, maxWaiting, WAIT_MS),
    proof: {
      renew,
      get isFresh() {
        return proof.isFresh;
      },
    },
  });
  return { clock, versionMarkers, entries };
}

/** A load that ends when the test releases it. */
function held<T>(value: T) {
  let release = (): void => undefined;
  const gate = new Promise<void>((resolve) => (release = resolve));
  return { load: () => gate.then(() => value), release: () => release() };
}

describe('a validated cache of which a load could not have its turn', () => {
  it('a key whose load was refused is loaded again as soon as there is capacity', async () => {
    const { entries } = makeCache();
    const slow = held('a');
    const first = entries.get('a', [], slow.load);
    await turns(3);
    expect(await entries.get('b', [], async () => 'never').catch(codeOf)).toBe(
      'SERVICE_UNAVAILABLE',
    );
    slow.release();
    expect(await first).toBe('a');
    expect(await entries.get('b', [], async () => 'b')).toBe('b');
  });

  it('a cache keeps nothing for a key that was never loaded', async () => {
    const { entries } = makeCache({ maxWaiting: 0 });
    const slow = held('a');
    const first = entries.get('a', [], slow.load);
    await turns(3);
    for (const key of ['b', 'c', 'd', 'e']) {
      await expect(entries.get(key, [], async () => key)).rejects.toThrow();
    }
    expect(entries.size).toBe(1);
    slow.release();
    await first;
  });
});

type Ending = 'answers' | 'fails' | 'aborts' | 'hangs' | 'finds nothing';

/** One request: its key, its arrival and the result of its load. */
const request = fc.record({
  key: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  pauseTurns: fc.nat(4),
  loadTurns: fc.nat(6),
  ending: fc.constantFrom<Ending>('answers', 'fails', 'aborts', 'hangs', 'finds nothing'),
  then: fc.constantFrom('nothing', 'change', 'Redis goes', 'Redis comes', 'time passes'),
});

describe('a validated cache after any sequence of loads', () => {
  it('an idle cache loads each changed key again, answers the loaded value and stays within its size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(request, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 0, max: 5 }),
        async (requests, places, maxWaiting) => {
          const { clock, versionMarkers, entries } = makeCache({ places, maxWaiting });
          const hung: (() => void)[] = [];
          const load = (ending: Ending, loadTurns: number, value: string) => async () => {
            await turns(loadTurns);
            if (ending === 'fails') throw databaseUnavailable(new Error('gone'));
            if (ending === 'aborts') throw new DOMException('aborted', 'AbortError');
            if (ending === 'finds nothing') return null as unknown as string;
            if (ending === 'hangs') await new Promise<void>((resolve) => hung.push(resolve));
            return value;
          };
          const answers = [];
          for (const { key, pauseTurns, loadTurns, ending, then } of requests) {
            answers.push(
              entries.get(key, [], load(ending, loadTurns, `old ${key}`)).catch(() => 'refused'),
            );
            await turns(pauseTurns);
            if (then === 'change') versionMarkers.change();
            if (then === 'Redis goes') versionMarkers.isUsable = false;
            if (then === 'Redis comes') versionMarkers.isUsable = true;
            if (then === 'time passes') clock.ms += 2_000;
          }
          await waitedOut();
          for (const release of hung.splice(0)) release();
          let isIdle = false;
          void Promise.all(answers).then(() => (isIdle = true));
          while (!isIdle) {
            await turn();
            for (const release of hung.splice(0)) release();
          }
          versionMarkers.isUsable = true;
          versionMarkers.change();
          for (const key of ['a', 'b', 'c', 'd', 'e']) {
            expect(await entries.get(key, [], async () => `new ${key}`)).toBe(`new ${key}`);
          }
          expect(entries.size).toBeLessThanOrEqual(3);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a validated cache while PostgreSQL cannot be used', () => {
  const unavailable = () => Promise.reject(databaseUnavailable(new Error('gone')));
  const remember = async (proof: { isFresh: boolean }) => {
    const made = makeCache({ places: 2, proof });
    expect(await made.entries.get('a', [], async () => 'kept')).toBe('kept');
    made.clock.ms += 5_000;
    return made;
  };

  it('while PostgreSQL is away an old entry is used if its markers are unchanged and the log proves that all changes were announced', async () => {
    const { entries } = await remember({ isFresh: true });
    expect(await entries.get('a', [], unavailable)).toBe('kept');
    expect(await entries.get('a', [], unavailable)).toBe('kept');
  });

  it('no request waits for a database that is blocked while an old entry may be used', async () => {
    const { entries, clock } = await remember({ isFresh: true });
    await entries.get('a', [], unavailable);
    clock.ms += 1_000;
    const stuck = held('late');
    expect(await entries.get('a', [], stuck.load)).toBe('kept');
    expect(await entries.get('a', [], stuck.load)).toBe('kept');
    stuck.release();
  });

  it('an entry is refused after a change of it was announced', async () => {
    const { entries, versionMarkers } = await remember({ isFresh: true });
    versionMarkers.change();
    await expect(entries.get('a', [], unavailable)).rejects.toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
    });
  });

  it('an old entry is refused without the proof of the log, and above the maximum age', async () => {
    const proof = { isFresh: false };
    const { entries, clock } = await remember(proof);
    await expect(entries.get('a', [], unavailable)).rejects.toThrow();
    proof.isFresh = true;
    clock.ms += 60_000;
    await expect(entries.get('a', [], unavailable)).rejects.toThrow();
  });

  it('an old entry is refused when the load failed for another reason than the database', async () => {
    const { entries } = await remember({ isFresh: true });
    const fault = () => Promise.reject(new TypeError('a fault of ours'));
    await expect(entries.get('a', [], fault)).rejects.toThrow('a fault of ours');
  });

  it('a cache loads again as soon as the database answers', async () => {
    const { entries, clock } = await remember({ isFresh: true });
    await entries.get('a', [], unavailable);
    clock.ms += 1_000;
    // This answer is the old one; the load started beside it finds that the database is back.
    await entries.get('a', [], async () => 'new');
    await turns(5);
    expect(await entries.get('a', [], async () => 'never')).toBe('new');
  });
});
