import { BoundedMap } from './bounded-map.js';

interface Remembered {
  readonly header: string;
  readonly kid: string;
}

const KEY_LENGTH = 32;

/**
 * The end of the signature distinguishes tokens, and hashes ten times faster than the whole value; equality is checked
 * on the whole value.
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
