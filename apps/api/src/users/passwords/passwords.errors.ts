import { AppError, type FieldProblem } from '#libs/kernel';

/** The new password breaks rules; each problem names one. */
export function passwordUnacceptable(problems: readonly FieldProblem[]): AppError {
  const detail = problems.map(({ message }) => message).join(' ');
  return new AppError('PASSWORD_UNACCEPTABLE', { detail, errors: problems });
}

/** The queue is full or too slow; `why` is for the log. */
export function hashQueueFull(why: string, retryAfterSeconds: number): AppError {
  return new AppError('HASH_QUEUE_FULL', {
    detail: `Too many sign-ins at once. Try again in ${retryAfterSeconds} seconds.`,
    cause: new Error(why),
    retryAfterSeconds,
  });
}

/** Two threads died during one job, or none could be started. */
export function hashingFailed(cause: unknown): AppError {
  return new AppError('SERVICE_UNAVAILABLE', {
    detail: 'Passwords cannot be checked at the moment. Try again in a few seconds.',
    cause,
    retryAfterSeconds: 5,
  });
}

export function hashingStopped(): AppError {
  return new AppError('SHUTTING_DOWN', { retryAfterSeconds: 5 });
}
