import { html, type Html } from '#api/platform/html';
import { AppError } from '#libs/kernel';

/** The problems of the last attempt of a form. The alert is an element around the list: as the list's own role it would hide the list. */
export const problemList = (id: string, problems: readonly string[]): Html =>
  problems.length === 0
    ? html``
    : html`<div class="bad" id="${id}" role="alert">
        <ul>
          ${problems.map((problem) => html`<li>${problem}</li>`)}
        </ul>
      </div>`;

interface NewPassword {
  readonly name: string;
  readonly hintId: string;
  /** The id of the list of its problems; `null` when there are none. */
  readonly problemId: string | null;
  readonly isFocused?: boolean;
}

/** The two fields of a new password and its repetition. */
export const newPasswordFields = ({
  name,
  hintId,
  problemId,
  isFocused,
}: NewPassword): Html => html`
  <label for="${name}">New password</label>
  <input
    id="${name}"
    type="password"
    name="${name}"
    autocomplete="new-password"
    minlength="8"
    required
    ${isFocused === true ? html` autofocus` : null}
    aria-describedby="${problemId === null ? hintId : `${problemId} ${hintId}`}"
    ${problemId === null ? null : html` aria-invalid="true"`}
  />
  <p class="quiet" id="${hintId}">
    8 to 128 characters of any kind. A few unrelated words make a good one.
  </p>
  <label for="${name}_repeat">The same once more</label>
  <input
    id="${name}_repeat"
    type="password"
    name="${name}_repeat"
    autocomplete="new-password"
    minlength="8"
    required
  />
`;

/**
 * The repetition must be equal; a program may leave it out.
 * @throws AppError `PASSWORD_UNACCEPTABLE`
 */
export function assertTypedTwice(password: string, repeated: string = password): void {
  if (password === repeated) return;
  throw new AppError('PASSWORD_UNACCEPTABLE', { detail: 'The two passwords are not the same.' });
}

/** The sentences that a form shows for a refusal, one for each problem. */
export const sentencesOf = (error: AppError): string[] =>
  error.errors?.map(({ message }) => message) ?? [error.detail];
