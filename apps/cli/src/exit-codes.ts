/** The exit codes of every command; `migrate` has further ones. */
export const EXIT = { done: 0, failed: 1, usage: 2 } as const;
