import type { PrefixLevel } from '#libs/access';
import { toldOf } from './admission.service.js';
import { bucketOf, classLimit, type Scope } from './class-limit.js';

const bucket = (scope: Scope, limit: number, level?: PrefixLevel) =>
  bucketOf(classLimit('login', scope, { limit, windowSeconds: 60 }, level), 'subject');
const admits = (used: number) => ({ isAdmitted: true, used, waitMs: 1000 });
const refuses = (waitMs: number) => ({ isAdmitted: false, used: 10, waitMs });

const BUCKETS = [bucket('address', 30), bucket('address', 240, '24'), bucket('account', 10)];

describe('the bucket that is told of several', () => {
  it('when all admit, the bucket with the least remaining is told, the first of equal ones', () => {
    expect(toldOf(BUCKETS, [admits(1), admits(1), admits(1)])).toBe(2);
    expect(toldOf(BUCKETS, [admits(25), admits(1), admits(5)])).toBe(0);
    expect(toldOf(BUCKETS, [admits(29), admits(239), admits(1)])).toBe(0);
  });

  it('when some refuse, the address is told before the account, by the bucket that refuses for the longest', () => {
    expect(toldOf(BUCKETS, [admits(30), admits(1), refuses(10)])).toBe(2);
    expect(toldOf(BUCKETS, [refuses(10), admits(1), refuses(99)])).toBe(0);
    expect(toldOf(BUCKETS, [refuses(10), refuses(11), refuses(99)])).toBe(1);
    expect(toldOf(BUCKETS, [admits(1), refuses(11), admits(9)])).toBe(1);
  });
});
