import { field, html, type Html } from '#api/platform/html';
import { fieldProblemWords } from '#api/platform/http';
import { AppError } from '#libs/kernel';
import type { Say } from '#libs/languages';
import type { WebTexts } from '../texts/index.js';

interface NewPassword {
  readonly name: string;
  /** The id of the list of its problems; `null` when there are none. */
  readonly problemId: string | null;
  readonly isFocused?: boolean;
}

/** What every new password needs; the server checks the rest. */
const NEW_PASSWORD = {
  type: 'password',
  autocomplete: 'new-password',
  minlength: 8,
  isRequired: true,
} as const;

/** The two fields of a new password and its repetition. */
export const newPasswordFields = (say: Say<WebTexts>, view: NewPassword): Html =>
  html`${field({
    ...NEW_PASSWORD,
    id: view.name,
    label: say('newPassword'),
    hint: say('newPasswordHint'),
    describedBy: view.problemId,
    isFocused: (view.isFocused ?? false) && view.problemId === null,
  })}
  ${field({ ...NEW_PASSWORD, id: `${view.name}_repeat`, label: say('repeatPassword') })}`;

/** A problem with a new password that only a page can have: the field is empty, or was typed in two ways. */
export type TypedProblem = 'passwordMissing' | 'passwordsDiffer';

const TYPED = 'typed_problem';

const typedProblem = (key: TypedProblem, detail: string) =>
  new AppError('PASSWORD_UNACCEPTABLE', { detail, params: { [TYPED]: key } });

/** @throws AppError `PASSWORD_UNACCEPTABLE` */
export function assertTyped(password: string): void {
  if (password === '') throw typedProblem('passwordMissing', 'Enter a new password.');
}

/**
 * The repetition must be equal; a program may leave it out.
 * @throws AppError `PASSWORD_UNACCEPTABLE`
 */
export function assertTypedTwice(password: string, repeated: string = password): void {
  if (password === repeated) return;
  throw typedProblem('passwordsDiffer', 'The two passwords are not the same.');
}

/** The sentences that a form shows for a refusal, one for each problem. */
export function sentencesOf(say: Say<WebTexts>, error: AppError): string[] {
  const typed = error.params[TYPED] as TypedProblem | undefined;
  return typed === undefined ? fieldProblemWords(say.language, error) : [say(typed)];
}
