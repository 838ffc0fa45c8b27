/** Milliseconds since the epoch. Everything that depends on time takes one, so that tests can move it. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();

/** A token that was issued so far ahead of this clock is refused: up to there the server's clock may run ahead of ours. */
export const ISSUED_AHEAD_SECONDS = 60;

export const secondsOf = (clock: Clock): number => Math.floor(clock() / 1000);
