/** What the person who started a run can put right: said without a stack. */
export class UsageError extends Error {
  name = 'UsageError';
}
