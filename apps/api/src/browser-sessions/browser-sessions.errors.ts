import { AppError, type FieldProblem } from '#libs/kernel';

/** The page shows the form anew with what was typed. */
export const staleForm = () =>
  new AppError('STALE_FORM', {
    detail: 'This form is too old, or somebody signed in or out meanwhile. Send it once more.',
  });

export const signInRequired = () =>
  new AppError('SIGN_IN_REQUIRED', {
    detail: 'Nobody is signed in in this browser as the request needs it, and prompt is none',
  });

export const interactionRequired = () =>
  new AppError('INTERACTION_REQUIRED', {
    detail: 'The person must act before the sign-in can finish, and prompt is none',
  });

export const accountSelectionRequired = () =>
  new AppError('ACCOUNT_SELECTION_REQUIRED', {
    detail: 'Several accounts are signed in in this browser, and prompt is none',
  });

/** For the application that sent the request. */
export const invalidSignInRequest = (errors: readonly FieldProblem[]) =>
  new AppError('VALIDATION_FAILED', {
    detail: errors.map(({ message }) => message).join('. '),
    errors: [...errors],
  });
