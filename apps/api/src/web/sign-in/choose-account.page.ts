import type { BrowserSession } from '#api/browser-sessions';
import { errorSummary, html, type Form, type Html } from '#api/platform/html';
import { formatMoment, type Say } from '#libs/languages';
import { goesTo } from './sign-in.page.js';
import type { SignInTexts } from './texts/index.js';

interface ChooseView {
  readonly accounts: readonly BrowserSession[];
  /** Of the application that the person goes on to. */
  readonly host: string | null;
  readonly problem: string | null;
  readonly anotherPath: string;
  /** A form that acts for the account of a browser session. */
  readonly form: (
    act: 'choose' | 'sign_out',
    account: BrowserSession,
    content: Pick<Form, 'button' | 'buttonKind' | 'buttonLabel'>,
  ) => Html;
}

/** The accounts that are signed in in the browser, each with a button to go on with it and one to sign it out. */
export function choosePage(say: Say<SignInTexts>, view: ChooseView): Html {
  const { accounts, host, problem, anotherPath } = view;
  return html`${errorSummary(say.language, problem === null ? [] : [{ words: problem }])}
    <p>${say('chooseIntro')}</p>
    ${host === null ? null : goesTo(say, host)}
    <ul class="rows">
      ${accounts.map((account) => row(say, account, view))}
    </ul>
    <p><a href="${anotherPath}">${say('useAnother')}</a></p>`;
}

function row(say: Say<SignInTexts>, account: BrowserSession, { form }: ChooseView): Html {
  const { email: address } = account.principal.account;
  const at = formatMoment(say.language, new Date(account.principal.authTime * 1000));
  return html`<li>
    ${nameOf(account)}
    <p class="quiet">${say('chooseSince', { at })}</p>
    ${form('choose', account, {
      button: say('chooseButton'),
      buttonLabel: say('chooseButtonFor', { address }),
    })}
    ${form('sign_out', account, {
      button: say('signOutButton'),
      buttonLabel: say('signOutButtonFor', { address }),
      buttonKind: 'plain',
    })}
  </li>`;
}

/** The person's name, where the account has one, above the address. */
export function nameOf({ principal }: BrowserSession): Html {
  const { firstName, lastName, email } = principal.account;
  const name = [firstName, lastName].filter((part) => part !== null).join(' ');
  const address = html`<bdi>${email}</bdi>`;
  return name === ''
    ? html`<p><strong>${address}</strong></p>`
    : html`<p>
        <strong><bdi>${name}</bdi></strong
        ><br />${address}
      </p>`;
}
