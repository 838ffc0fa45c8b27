import {
  errorSummary,
  field,
  html,
  SUMMARY_ID,
  type Form,
  type FormProblem,
  type Html,
} from '#api/platform/html';
import type { AddressChange } from '#api/users';
import type { PrincipalAccount } from '#libs/access';
import { formatMoment, type Say } from '#libs/languages';
import type { AccountTexts } from './texts/index.js';

interface EmailPage {
  readonly account: PrincipalAccount;
  /** What waits for its confirmation. */
  readonly waiting: AddressChange | null;
  readonly notice: Html | null;
  readonly problems: readonly FormProblem[];
  readonly typed: string;
  /** `null` until the person has shown who they are. */
  readonly form: ((content: Pick<Form, 'body' | 'button'>) => Html) | null;
  readonly dropForm: Html;
  /** To the page where the person shows it. */
  readonly provePath: string;
}

const shown = (address: string): Html => html`<strong><bdi>${address}</bdi></strong>`;

/** The address of the account, the change that waits, and the form for a new one. */
export function emailPage(say: Say<AccountTexts>, view: EmailPage): Html {
  const { account, notice, problems } = view;
  const isConfirmed = say(account.isEmailVerified ? 'isConfirmed' : 'isNotConfirmed');
  const address = html`${shown(account.email)} <span class="quiet">(${isConfirmed})</span>`;
  return html`${notice} ${errorSummary(say.language, problems)}
    <p>${say.parts('emailNow', { address })}</p>
    ${waitingPart(say, view)}
    <h2>${say('emailGo')}</h2>
    <p>${say('emailRule')}</p>
    ${view.form ? newAddress(say, view, view.form) : html`<p><a class="button" href="${view.provePath}">${say('goOn')}</a></p>`}`;
}

function waitingPart(say: Say<AccountTexts>, { waiting, dropForm }: EmailPage): Html | null {
  if (waiting === null) return null;
  const at = formatMoment(say.language, waiting.expiresAt);
  return html`<p>${say.parts('emailWaiting', { address: shown(waiting.newEmail), at })}</p>
    ${dropForm}`;
}

const newAddress = (
  say: Say<AccountTexts>,
  { typed, problems }: EmailPage,
  form: NonNullable<EmailPage['form']>,
): Html =>
  form({
    body: field({
      id: 'email',
      type: 'email',
      label: say('newEmail'),
      autocomplete: 'email',
      value: typed,
      describedBy: problems.length > 0 ? SUMMARY_ID : null,
      isRequired: true,
      isFocused: problems.length === 0,
    }),
    button: say('emailGo'),
  });
