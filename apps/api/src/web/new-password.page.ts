import { html, type Html } from '#api/platform/html';
import { AppError } from '#libs/kernel';

/** What was wrong with the last try of a form; empty at the first. The alert stands around the list: as the list's own role it would hide the list. */
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
  /** Of the list of what was wrong with it; `null` when nothing was. */
  readonly problemId: string | null;
  readonly isFocused?: boolean;
}

/** The fields of a new password, which is typed twice. */
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
 * What was typed twice is the same; a program may leave the second out.
 * @throws AppError `PASSWORD_UNACCEPTABLE`
 */
export function assertTypedTwice(password: string, repeated: string = password): void {
  if (password === repeated) return;
  throw new AppError('PASSWORD_UNACCEPTABLE', { detail: 'The two passwords are not the same.' });
}

/** What a form says of a refusal: a sentence for each problem. */
export const sentencesOf = (error: AppError): string[] =>
  error.errors?.map(({ message }) => message) ?? [error.detail];
