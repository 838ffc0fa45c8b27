import {
  field,
  html,
  nonceScript,
  type Form,
  type Html,
  type PagePolicy,
} from '#api/platform/html';
import type { Visit } from '../visits/visit.js';
import type { PagePath, VisitForm } from '../visits/visits.service.js';
import { PASSKEY_SCRIPT } from './passkey-script.js';
import { passkeyTexts } from './texts/index.js';

/** A form with its script, and what the policy of its page needs for it. */
export interface PasskeyForm {
  readonly html: Html;
  readonly policy: PagePolicy;
}

/** `Visits`, which adds the token of the form. */
export interface FormMaker {
  form(visit: Visit, form: VisitForm): Html;
}

interface Ceremony extends Pick<Form, 'button' | 'buttonKind'> {
  /** Of `navigator.credentials`, as JSON. */
  readonly options: object;
  readonly action: PagePath;
  readonly hidden?: Readonly<Record<string, string>>;
  /** Between the hidden fields and the button. */
  readonly body?: Html | null;
  /** Below the form, and hidden with it, such as "or". */
  readonly after?: Html | null;
}

interface PasskeyGet extends Ceremony {
  /** For a page that may be open for long: the path, as the browser sees it, where a POST answers new options. */
  readonly renewalPath?: string;
  /** Also offers passkeys among the suggestions of the field with `autocomplete="… webauthn"`. */
  readonly isSuggested?: boolean;
}

interface PasskeyCreate extends Ceremony {
  /** What the field for the name holds. */
  readonly name?: string;
}

interface Place {
  readonly kind: 'get' | 'create';
  readonly problems: Readonly<Record<string, string>>;
  readonly attributes?: Html | null;
}

const NAME_MAX = 100;

/**
 * A form whose button asks for a passkey; its field `response` brings the answer of the browser, as JSON. Without scripts, and in
 * browsers without WebAuthn, it is not shown.
 */
export function passkeyGetForm(
  maker: FormMaker,
  visit: Visit,
  { renewalPath, isSuggested = false, ...ceremony }: PasskeyGet,
): PasskeyForm {
  const say = passkeyTexts(visit.language);
  const problems = { cancelled: say('passkeyCancelled'), failed: say('passkeyFailed') };
  if (renewalPath === undefined)
    return ceremonyForm(maker, visit, ceremony, { kind: 'get', problems });
  const suggested = isSuggested ? html` data-autofill` : null;
  const attributes = html`${suggested} data-renewal="${renewalPath}"`;
  const made = ceremonyForm(maker, visit, ceremony, { kind: 'get', problems, attributes });
  return { ...made, policy: { ...made.policy, 'connect-src': ["'self'"] } };
}

/** The same for a new passkey, with a field `name` for what its owner calls it. */
export function passkeyCreateForm(
  maker: FormMaker,
  visit: Visit,
  { name, body = null, ...ceremony }: PasskeyCreate,
): PasskeyForm {
  const say = passkeyTexts(visit.language);
  const named = field({
    id: 'passkey_name',
    name: 'name',
    label: say('passkeyName'),
    hint: say('passkeyNameHint'),
    type: 'text',
    autocomplete: 'off',
    maxlength: NAME_MAX,
    ...(name !== undefined && { value: name }),
  });
  const problems = {
    cancelled: say('passkeyNotMade'),
    failed: say('passkeyMakingFailed'),
    known: say('passkeyKnown'),
  };
  const content = { ...ceremony, body: html`${body}${named}` };
  return ceremonyForm(maker, visit, content, { kind: 'create', problems });
}

/** The script is part of the form, which it finds before itself. */
function ceremonyForm(
  maker: FormMaker,
  visit: Visit,
  { options, hidden = {}, body = null, after = null, ...content }: Ceremony,
  { kind, problems, attributes = null }: Place,
): PasskeyForm {
  const script = nonceScript(PASSKEY_SCRIPT);
  const told = Object.entries(problems).map(
    ([problem, words]) =>
      html`<p class="bad" role="alert" data-problem="${problem}" hidden>${words}</p>`,
  );
  const form = maker.form(visit, {
    ...content,
    hidden: { ...hidden, response: '' },
    body: html`${body}${told}`,
  });
  return {
    html: html`<div
        data-passkey="${kind}"
        data-options="${JSON.stringify(options)}"
        ${attributes}
        hidden
      >
        ${form} ${after}
      </div>
      ${script.element}`,
    policy: script.policy,
  };
}
