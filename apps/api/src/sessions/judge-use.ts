import { equalsConstantTime } from '#libs/kernel';
import type { RefreshableSession } from './refreshes.store.js';

/** A refresh token of ours as it is shown: its generation, and what is kept of the key that comes with it. */
export interface ShownToken {
  readonly generation: number;
  readonly keyDigest: Buffer | null;
}

/**
 * What a use of a refresh token is. `current`: the next one is due. `ahead`: it was given after what the database
 * holds, so the database was rolled back. `grace`, `key`, `device`: a retry, which gets the same successor for the
 * time or the proof named. `takeover`: the session's own device asks again for what a client without proof was given.
 */
export type TokenUse = 'current' | 'ahead' | 'grace' | 'key' | 'device' | 'takeover' | 'reused';

/** Judges the use of a token with a valid MAC, of a session that is alive. */
export function judgeUse(session: RefreshableSession, shown: ShownToken): TokenUse {
  const { generation, isOwnDevice, deviceGeneration } = session;
  if (shown.generation === generation) return 'current';
  if (shown.generation > generation) return 'ahead';
  // What led to a successor that has been used itself is no retry of anybody's, whatever it proves.
  if (shown.generation !== generation - 1) return 'reused';
  if (isSameKey(session, shown)) return 'key';
  if (isOwnDevice && deviceGeneration === shown.generation) return 'device';
  if (session.isInGrace) return 'grace';
  return isOwnDevice ? 'takeover' : 'reused';
}

function isSameKey({ rotationKey }: RefreshableSession, { keyDigest }: ShownToken): boolean {
  return rotationKey !== null && keyDigest !== null && equalsConstantTime(rotationKey, keyDigest);
}
