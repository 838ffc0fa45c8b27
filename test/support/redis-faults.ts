import type { RedisServer } from '#libs/testing';

/** A fault of Redis, and its end. */
export interface RedisFault {
  begin(): Promise<void>;
  end(): Promise<void>;
}

/** One round of a race; it calls `begin` and `end` at its critical moments. */
export type Round = (
  number: number,
  begin: RedisFault['begin'],
  end: RedisFault['end'],
) => Promise<void>;

export const noFault = (): Promise<void> => Promise.resolve();

export const killed = (redis: RedisServer): RedisFault => ({
  begin: () => redis.kill(),
  end: () => redis.restart(),
});

export const frozen = (redis: RedisServer): RedisFault => ({
  begin: () => Promise.resolve(redis.freeze()),
  end: () => Promise.resolve(redis.thaw()),
});

/** Runs the rounds; every second one starts with the fault present. */
export async function roundsDuringFault(
  { begin, end }: RedisFault,
  count: number,
  round: Round,
): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    if (number % 2 === 0) await begin();
    await round(number, begin, end);
  }
}
