import {
  errorSummary,
  field,
  html,
  SUMMARY_ID,
  type Form,
  type FormProblem,
  type Html,
} from '#api/platform/html';
import type { Say } from '#libs/languages';
import type { AccountTexts } from './texts/index.js';

interface DeletePage {
  readonly email: string;
  readonly typed: string;
  readonly problems: readonly FormProblem[];
  readonly isByPassword: boolean;
  /** `null` until the person has shown who they are. */
  readonly form: ((content: Pick<Form, 'body' | 'button' | 'buttonKind'>) => Html) | null;
  readonly provePath: string;
  readonly exportPath: string;
}

/** What goes with the account, and the form that deletes it. */
export function deletePage(say: Say<AccountTexts>, view: DeletePage): Html {
  const { form, provePath } = view;
  const act = form
    ? form({ body: fields(say, view), button: say('pageDelete'), buttonKind: 'danger' })
    : html`<p><a class="button" href="${provePath}">${say('goOn')}</a></p>`;
  return html`${errorSummary(say.language, view.problems)}
    <p><strong>${say('deleteForever')}</strong></p>
    <p>${say('deleteWhat')}</p>
    <p>${say('deleteKept')}</p>
    <p><a href="${view.exportPath}">${say('deleteExport')}</a></p>
    ${act}`;
}

function fields(say: Say<AccountTexts>, { email, typed, problems, isByPassword }: DeletePage) {
  const describedBy = (id: string) =>
    problems.some(({ fieldId }) => fieldId === id) ? SUMMARY_ID : null;
  const address = field({
    id: 'address',
    type: 'email',
    label: say('deleteAddress'),
    hint: email,
    autocomplete: isByPassword ? 'username' : 'off',
    value: typed,
    describedBy: describedBy('address'),
    isRequired: true,
  });
  const password = field({
    id: 'password',
    type: 'password',
    label: say('deletePassword'),
    autocomplete: 'current-password',
    describedBy: describedBy('password'),
    isRequired: true,
  });
  return [address, isByPassword ? password : null];
}
