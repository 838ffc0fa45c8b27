import type { RedisServer } from '#libs/testing';

/** What befalls Redis within a round, and how it is over. */
export interface RedisTrouble {
  begin(): Promise<void>;
  end(): Promise<void>;
}

/** One round of a race; it begins and ends the trouble where it hurts most. */
export type Round = (
  number: number,
  begin: RedisTrouble['begin'],
  end: RedisTrouble['end'],
) => Promise<void>;

export const noTrouble = (): Promise<void> => Promise.resolve();

export const killed = (redis: RedisServer): RedisTrouble => ({
  begin: () => redis.kill(),
  end: () => redis.restart(),
});

export const frozen = (redis: RedisServer): RedisTrouble => ({
  begin: () => Promise.resolve(redis.freeze()),
  end: () => Promise.resolve(redis.thaw()),
});

/** Every second round meets a Redis that is in trouble already. */
export async function roundsAmid(
  { begin, end }: RedisTrouble,
  count: number,
  round: Round,
): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    if (number % 2 === 0) await begin();
    await round(number, begin, end);
  }
}
