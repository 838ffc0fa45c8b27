/** What every command ends with; `migrate` has further ones of its own. */
export const EXIT = { done: 0, failed: 1, usage: 2 } as const;
