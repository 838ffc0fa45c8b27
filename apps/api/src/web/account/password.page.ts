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
import { newPasswordFields } from '../mailed-links/new-password.page.js';
import { webTexts } from '../texts/index.js';
import type { AccountTexts } from './texts/index.js';

type MakeForm = (content: Pick<Form, 'body' | 'button' | 'buttonKind'>) => Html;

interface PasswordPage {
  /** For password managers. */
  readonly email: string;
  readonly notice: Html | null;
  readonly problems: readonly FormProblem[];
}

const NEW = 'new_password';
const CURRENT = 'current_password';

/** A field that password managers read and nobody sees: whose password the form has. */
const username = (email: string): Html =>
  html`<input
    type="email"
    name="username"
    autocomplete="username"
    value="${email}"
    readonly
    hidden
  />`;

const link = (path: string, words: string): Html =>
  html`<p><a class="button" href="${path}">${words}</a></p>`;

interface ChangePage extends PasswordPage {
  readonly form: MakeForm;
  readonly removal: Html;
}

/** Of an account with a password. */
export function changePasswordPage(say: Say<AccountTexts>, view: ChangePage): Html {
  const { email, notice, problems, form, removal } = view;
  const isAbout = (id: string) => problems.some(({ fieldId }) => fieldId === id);
  const current = field({
    id: CURRENT,
    type: 'password',
    label: say('currentPassword'),
    autocomplete: 'current-password',
    describedBy: isAbout(CURRENT) ? SUMMARY_ID : null,
    isRequired: true,
  });
  const problemId = isAbout(NEW) ? SUMMARY_ID : null;
  const body = [
    username(email),
    current,
    newPasswordFields(webTexts(say.language), { name: NEW, problemId }),
  ];
  return html`${notice} ${errorSummary(say.language, problems)}
    <p>${say('passwordRule')}</p>
    ${form({ body, button: say('passwordButton') })} ${removal}`;
}

interface Removal {
  readonly hasPasskey: boolean;
  readonly isConfirmed: boolean;
  /** `null` until the person has shown who they are. */
  readonly form: MakeForm | null;
  readonly provePath: string;
}

/** The way to an account without a password, or what is missing for it. */
export function removalPart(say: Say<AccountTexts>, view: Removal): Html {
  const { hasPasskey, isConfirmed, form, provePath } = view;
  const missing = [
    hasPasskey ? null : html`<p>${say('removalNeedsPasskey')}</p>`,
    isConfirmed ? null : html`<p>${say('removalNeedsConfirmed')}</p>`,
  ];
  const isPossible = hasPasskey && isConfirmed;
  const act = form
    ? form({ button: say('removalButton'), buttonKind: 'danger' })
    : link(provePath, say('removalButton'));
  return html`<h2>${say('removalTitle')}</h2>
    <p>${say('removalRule')}</p>
    ${isPossible ? act : missing}`;
}

interface FirstPage extends PasswordPage {
  /** `null` until the person has shown who they are. */
  readonly form: MakeForm | null;
  readonly provePath: string;
}

/** Of an account without a password. */
export function firstPasswordPage(say: Say<AccountTexts>, view: FirstPage): Html {
  const { email, notice, problems, form, provePath } = view;
  const isAbout = problems.some(({ fieldId }) => fieldId === NEW);
  const problemId = isAbout ? SUMMARY_ID : null;
  const fields = newPasswordFields(webTexts(say.language), {
    name: NEW,
    problemId,
    isFocused: problems.length === 0,
  });
  return html`${notice} ${errorSummary(say.language, problems)}
    <p>${say('passwordNone')}</p>
    ${form ? form({ body: [username(email), fields], button: say('passwordSetGo') }) : link(provePath, say('passwordSetGo'))}`;
}
