import { errorSummary, field, html, SUMMARY_ID, type Form, type Html } from '#api/platform/html';
import type { Say } from '#libs/languages';
import type { ProvingTexts } from './texts/index.js';

/** By what the person can show who they are. */
export interface ProvingWays {
  /** A code of an authenticator app, or a recovery code. */
  readonly byCode: boolean;
  /** The form for a passkey; `null` for an account without one. */
  readonly passkey: Html | null;
  readonly byPassword: boolean;
  /** Links to the providers that are linked; `null` where there is none, or where a factor is required. */
  readonly providers: Html | null;
}

interface ProveView {
  readonly problem: string | null;
  readonly ways: ProvingWays;
  readonly form: (content: Pick<Form, 'body' | 'button' | 'buttonKind'>) => Html;
  readonly forgotPath: string;
  readonly cancelPath: string;
}

/** The ways to a fresh proof: a factor where the account has one, else the password or a provider. */
export function provePage(say: Say<ProvingTexts>, view: ProveView): Html {
  const { problem, ways, cancelPath } = view;
  const fieldId = typedField(ways);
  const summary = problem === null ? [] : [{ words: problem, ...(fieldId && { fieldId }) }];
  const shown = [ways.passkey, typedForm(say, view), ways.providers].filter((way) => way !== null);
  return html`<p>${say('proveIntro')}</p>
    ${errorSummary(say.language, summary)}
    ${shown.length === 0 ? noWay(say, view.forgotPath) : shown}
    ${ways.byCode || ways.passkey ? lost(say) : null}
    <p><a href="${cancelPath}">${say('proveCancel')}</a></p>`;
}

const typedField = ({ byCode, byPassword }: ProvingWays): 'code' | 'password' | null => {
  if (byCode) return 'code';
  return byPassword ? 'password' : null;
};

function typedForm(say: Say<ProvingTexts>, { problem, ways, form }: ProveView): Html | null {
  const id = typedField(ways);
  if (id === null) return null;
  const common = {
    id,
    describedBy: problem === null ? null : SUMMARY_ID,
    isRequired: true,
    isFocused: problem === null && ways.passkey === null,
  };
  const body =
    id === 'code'
      ? field({
          ...common,
          label: say('proveCode'),
          type: 'text',
          autocomplete: 'one-time-code',
          maxlength: 64,
        })
      : field({
          ...common,
          label: say('provePassword'),
          type: 'password',
          autocomplete: 'current-password',
        });
  const isSecond = ways.passkey !== null;
  return form({ body, button: say('proveButton'), ...(isSecond && { buttonKind: 'plain' }) });
}

const noWay = (say: Say<ProvingTexts>, forgotPath: string): Html =>
  html`<p>${say('proveNoWay')}</p>
    <p><a class="button" href="${forgotPath}">${say('proveForgot')}</a></p>`;

const lost = (say: Say<ProvingTexts>): Html =>
  html`<details>
    <summary>${say('proveLost')}</summary>
    <p>${say('proveLostCode')}</p>
    <p>${say('proveLostAll')}</p>
  </details>`;
