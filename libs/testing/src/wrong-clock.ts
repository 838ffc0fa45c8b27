import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './test-run.js';

const LIBRARIES = '/usr/lib';
const OF_DEBIAN = 'faketime/libfaketimeMT.so.1';

/** Finds Debian's libfaketime; without it the suites that need it are skipped. */
export function findFakeTime(): string | undefined {
  if (!existsSync(LIBRARIES)) return undefined;
  const places = readdirSync(LIBRARIES).map((name) => join(LIBRARIES, name, OF_DEBIAN));
  return places.find((place) => existsSync(place));
}

/** A wrong wall clock for one process, which can be set while the process runs. Its monotonic clock is not changed. */
export class WrongClock {
  private readonly file = join(temporaryFolder('clock'), 'offset');

  /** @throws Error without libfaketime */
  constructor(aheadSeconds: number) {
    this.set(aheadSeconds);
  }

  /** Sets the offset; the process uses it within a second. */
  set(aheadSeconds: number): void {
    writeFileSync(this.file, `${aheadSeconds < 0 ? '' : '+'}${aheadSeconds}\n`);
  }

  /** Environment variables for the process. */
  get env(): Record<string, string> {
    const library = findFakeTime();
    if (library === undefined) throw new Error('There is no libfaketime: apt-get install faketime');
    return {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: this.file,
      FAKETIME_CACHE_DURATION: '1',
      // Its name in Debian 12 and its current name.
      DONT_FAKE_MONOTONIC: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
  }
}
