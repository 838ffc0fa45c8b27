import { html, type Html } from '#api/platform/html';

/** What was wrong with the last try of a form; nothing when it is the first. A list that is an alert itself is no list any more. */
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

/** The fields by which somebody chooses a password, which they type twice. */
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
