/** Milliseconds since the epoch. Everything that depends on time takes one, so that tests can move it. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();

export const secondsOf = (clock: Clock): number => Math.floor(clock() / 1000);
