import { BoundedMap } from './bounded-map.js';

interface Remembered {
  readonly header: string;
  readonly kid: string;
}

/** V8 copies a part of a string that is shorter than 13; a longer one refers to the whole string and keeps it in memory. */
const KEY_LENGTH = 12;

/**
 * The end of the signature (70 bits) distinguishes tokens, and hashes much faster than the whole value; equality is
 * checked on the whole value.
 */
const keyOf = (header: string): string => header.slice(-KEY_LENGTH);

/** A bounded set of verified tokens, found by their `Authorization` value. */
export class RememberedTokens<T extends Remembered = Remembered> {
  private readonly byKey: BoundedMap<string, T>;

  constructor(limit: number) {
    this.byKey = new BoundedMap(limit);
  }

  get(header: string): T | undefined {
    const found = this.byKey.get(keyOf(header));
    return found !== undefined && found.header === header ? found : undefined;
  }

  add(token: T): void {
    this.byKey.set(keyOf(token.header), token);
  }

  delete(header: string): void {
    this.byKey.delete(keyOf(header));
  }

  deleteWhere(picks: (token: T) => boolean): void {
    this.byKey.deleteWhere(picks);
  }
}
