import { AppError } from '#libs/kernel';
import type { Grant } from './assignments.store.js';
import { assertAtLevel } from './at-level.js';

const strict = { permission: 'orders:refund', roleRequiresMfa: true } as Grant;
const plain = { permission: 'orders:read', roleRequiresMfa: false } as Grant;

const assertHolds = (name: string) => (counting: readonly Grant[]) => {
  if (!counting.some(({ permission }) => permission === name)) throw new AppError('GRANT_DENIED');
};

describe('a right in a session of a level', () => {
  it('a right that rests on a role without a second factor is there in every session', () => {
    expect(() => assertAtLevel('aal1', [plain, strict], assertHolds('orders:read'))).not.toThrow();
  });

  it('a right that rests on a role that requires two factors is there in a session with two', () => {
    expect(() =>
      assertAtLevel('aal2', [plain, strict], assertHolds('orders:refund')),
    ).not.toThrow();
  });

  it('a right that only the second factor is missing for is refused with the way to get it (RFC 9470)', () => {
    const expected = expect.objectContaining({
      code: 'INSUFFICIENT_AUTHENTICATION',
      params: { acr_values: ['aal2'] },
      headers: {
        'WWW-Authenticate': expect.stringContaining(
          'error="insufficient_user_authentication"',
        ) as string,
      },
    });
    expect(() => assertAtLevel('aal1', [plain, strict], assertHolds('orders:refund'))).toThrow(
      expected as Error,
    );
  });

  it('a right that is missing in any session is refused as before', () => {
    for (const acr of ['aal1', 'aal2'] as const) {
      expect(() => assertAtLevel(acr, [plain, strict], assertHolds('orders:ship'))).toThrow(
        expect.objectContaining({ code: 'GRANT_DENIED' }),
      );
    }
  });
});
