import type { FactorType } from '#api/factors';
import { errorSummary, field, html, SUMMARY_ID, type Form, type Html } from '#api/platform/html';
import type { Say } from '#libs/languages';
import type { SecondFactorTexts } from './texts/index.js';

interface CodeForm {
  readonly types: ReadonlySet<FactorType>;
  readonly problem: string | null;
  /** Whether nothing stands above it. */
  readonly isFirst: boolean;
  readonly remember: Html | null;
  readonly form: (content: Pick<Form, 'body' | 'button'>) => Html;
}

/** The form for a code; `null` for an account that has passkeys alone. */
export function codeForm(say: Say<SecondFactorTexts>, view: CodeForm): Html | null {
  const { types, problem, isFirst, remember, form } = view;
  const hasApp = types.has('totp');
  const hasRecovery = types.has('recovery_codes');
  if (!hasApp && !hasRecovery) return null;
  const code = field({
    id: 'code',
    label: say(labelOf(hasApp, hasRecovery)),
    type: 'text',
    autocomplete: 'one-time-code',
    // Recovery codes have letters.
    inputmode: hasRecovery ? 'text' : 'numeric',
    isRequired: true,
    isFocused: isFirst && problem === null,
    describedBy: problem === null ? null : SUMMARY_ID,
    maxlength: 64,
    ...(hasRecovery && { hint: say('recoveryHint') }),
  });
  return form({ body: [code, remember], button: say('signInByCode') });
}

function labelOf(hasApp: boolean, hasRecovery: boolean) {
  if (!hasApp) return 'recoveryCode';
  return hasRecovery ? 'codeOrRecovery' : 'codeOfApp';
}

interface SecondFactorView {
  readonly problem: string | null;
  /** Hidden where the browser has no passkeys. */
  readonly passkey: Html | null;
  readonly code: Html | null;
  readonly againPath: string;
}

export function secondFactorPage(say: Say<SecondFactorTexts>, view: SecondFactorView): Html {
  const { problem, passkey, code, againPath } = view;
  const place = code === null ? {} : { fieldId: 'code' };
  return html`<p>${say('secondFactorIntro')}</p>
    ${errorSummary(say.language, problem === null ? [] : [{ words: problem, ...place }])} ${passkey}
    ${code ?? html`<p class="quiet">${say('passkeyAlone')}</p>`}
    <p><a href="${againPath}">${say('beginAgain')}</a></p>`;
}
