/** Milliseconds since the epoch. All code that depends on time takes a clock, so that tests can control it. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();

/**
 * A token issued further than this in the future is refused; up to this difference the server's clock may be ahead.
 */
export const ISSUED_AHEAD_SECONDS = 60;

export const secondsOf = (clock: Clock): number => Math.floor(clock() / 1000);
