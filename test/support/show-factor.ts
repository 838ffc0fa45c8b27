import type { INestApplication } from '@nestjs/common';
import { UseFactor, type ShownFactor, type UsedFactor } from '#api/factors';
import { Users } from '#api/users';
import { Database } from '#libs/database';
import type { TestApp } from '#libs/testing';

const client = { ip: '192.0.2.7', userAgent: null, requestId: 'factors' } as const;

/** Shows a factor to an instance, as a sign-in does: with the account locked, in a transaction that commits. */
export async function showFactor(
  { nest }: Pick<TestApp, 'nest'>,
  userId: string,
  shown: ShownFactor,
): Promise<UsedFactor | null> {
  const of = <T>(type: Parameters<INestApplication['get']>[0]) =>
    nest.get<T>(type, { strict: false });
  const [database, users, factors] = [
    of<Database>(Database),
    of<Users>(Users),
    of<UseFactor>(UseFactor),
  ];
  return database.transaction(async (tx) => {
    await users.lock(tx, userId);
    const binding = { purpose: 'second_factor', subject: 'test' } as const;
    return factors.verify(tx, { userId, shown, client, binding });
  });
}
