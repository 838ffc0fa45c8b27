import {
  errorSummary,
  escapeHtml,
  field,
  Html,
  html,
  SUMMARY_ID,
  type Form,
} from '#api/platform/html';
import { nameField, nameSummary } from './factor.page.js';
import type { SayFactors } from './texts/index.js';

type MadeForm = (content: Pick<Form, 'body' | 'button'>) => Html;

interface Beginning {
  readonly typedName: string;
  readonly problem: string | null;
  readonly form: MadeForm;
  readonly listPath: string;
}

/** The form that begins to add an authenticator app: nothing is made before it is sent. */
export function beginAuthenticator(say: SayFactors, view: Beginning): Html {
  const { typedName, problem, form, listPath } = view;
  return html`${nameSummary(say, problem)}
    <p>${say('appIntro')}</p>
    ${form({ body: nameField(say, { value: typedName, problem }), button: say('appBegin') })}
    <p><a href="${listPath}">${say('back')}</a></p>`;
}

interface Confirming {
  readonly secret: string;
  readonly otpauthUrl: string;
  readonly qrSvg: string;
  /** Of the last code. */
  readonly problem: string | null;
  readonly form: MadeForm;
  readonly anewPath: string;
}

/** The secret for the app, and the form that confirms it by a code of the app. */
export function confirmAuthenticator(say: SayFactors, view: Confirming): Html {
  const { secret, otpauthUrl, qrSvg, problem, form, anewPath } = view;
  const code = field({
    id: 'code',
    label: say('appCode'),
    hint: say('appTime'),
    type: 'text',
    inputmode: 'numeric',
    autocomplete: 'one-time-code',
    maxlength: 64,
    isRequired: true,
    describedBy: problem === null ? null : SUMMARY_ID,
  });
  return html`${errorSummary(say.language, problem === null ? [] : [{ words: problem, fieldId: 'code' }])}
    <p>${say('appScan')}</p>
    ${namedQr(qrSvg, say('appQr'))}
    <p><a class="button" href="${otpauthUrl}">${say('appOpen')}</a></p>
    <p>${say('appType')}</p>
    <p>
      <code><bdi dir="ltr">${inGroups(secret)}</bdi></code>
    </p>
    ${form({ body: code, button: say('appConfirm') })}
    <p><a href="${anewPath}">${say('appAnew')}</a></p>`;
}

/** The enrolment is over. */
export const endedEnrolment = (say: SayFactors, problem: string, anewPath: string): Html =>
  html`<p class="bad" role="alert">${problem}</p>
    <p><a class="button" href="${anewPath}">${say('appAnew')}</a></p>`;

/** The SVG document of a QR code, which is ours, as an image with a name. */
const namedQr = (svg: string, name: string): Html =>
  new Html(svg.replace('<svg ', `<svg class="qr" role="img" aria-label="${escapeHtml(name)}" `));

/** Four letters each, to type them by hand. */
const inGroups = (secret: string): string => secret.replace(/.{4}(?=.)/g, '$& ');
