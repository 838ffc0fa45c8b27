import type { RateClassName } from '#libs/access';
import { isCoarse } from './coarse-classes.js';

const EXACT: readonly RateClassName[] = ['login', 'register', 'mail', 'token'];
const COARSE: readonly RateClassName[] = ['read', 'write', 'validate', 'none'];

describe('the classes that are counted coarsely', () => {
  it.each(EXACT)('a limit that keeps from guesses or mailboxes is counted exactly: %s', (name) =>
    expect(isCoarse(name)).toBe(false),
  );

  it.each(COARSE)('a limit that protects work is counted coarsely: %s', (name) =>
    expect(isCoarse(name)).toBe(true),
  );
});
