import { isAppError, type AppError, type Code } from '#libs/kernel';

/** Acts, and answers the refusal that the page itself shows: one of these codes; `null` when it is done. Any other is thrown. */
export async function refusalOf(
  codes: readonly Code[],
  act: () => Promise<unknown>,
): Promise<AppError | null> {
  try {
    await act();
    return null;
  } catch (error) {
    if (isAppError(error) && codes.includes(error.code)) return error;
    throw error;
  }
}
