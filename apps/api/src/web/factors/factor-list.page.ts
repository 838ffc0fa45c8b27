import type { DetailedFactor } from '#api/factors';
import { doneParagraph, html, type Html } from '#api/platform/html';
import { formatMoment } from '#libs/languages';
import { factorFacts } from './factor-facts.js';
import type { SayFactors } from './texts/index.js';

/** What was done just before, as an address names it. */
const DONE = {
  renamed: 'doneRenamed',
  removed: 'doneRemoved',
  authenticator: 'doneApp',
  passkey: 'donePasskey',
} as const;

export interface FactorList {
  readonly factors: readonly DetailedFactor[];
  /** By when the account must have a second factor; `null`: it need not, or has one. */
  readonly duty: { readonly enrolUntil: Date; readonly isOverdue: boolean } | null;
  readonly done: unknown;
  readonly paths: {
    readonly factor: (id: string) => string;
    /** `null` where the pages of this server cannot use passkeys. */
    readonly newPasskey: string | null;
    readonly newApp: string;
    readonly recoveryCodes: string;
  };
  /** Where the person goes on, with what leads there; `null` for nowhere. */
  readonly goal: { readonly path: string; readonly isApplication: boolean } | null;
}

/** The passkeys, authenticator apps and recovery codes of an account. */
export function factorList(say: SayFactors, view: FactorList): Html {
  const { factors, paths } = view;
  const ofType = (wanted: DetailedFactor['type']) => factors.filter(({ type }) => type === wanted);
  return html`${doneNotice(say, view.done)} ${dutyNotice(say, view.duty)} ${wayOn(say, view.goal)}
    <p>${say('intro')}</p>
    <h2>${say('passkeys')}</h2>
    ${rows(say, ofType('passkey'), view)}
    ${
      paths.newPasskey === null
        ? html`<p class="quiet">${say('passkeysElsewhere')}</p>`
        : html`<p><a class="button" href="${paths.newPasskey}">${say('passkeyAdd')}</a></p>`
    }
    <h2>${say('apps')}</h2>
    ${rows(say, ofType('totp'), view)}
    <p><a class="button" href="${paths.newApp}">${say('appAdd')}</a></p>
    <h2>${say('codes')}</h2>
    ${codes(say, ofType('recovery_codes'), view)}`;
}

function doneNotice(say: SayFactors, done: unknown): Html | null {
  const known = Object.entries(DONE).find(([name]) => name === done);
  return doneParagraph(known ? say(known[1]) : null);
}

function dutyNotice(say: SayFactors, duty: FactorList['duty']): Html | null {
  if (duty === null) return null;
  if (duty.isOverdue) return html`<p class="bad" role="alert">${say('mustNow')}</p>`;
  const moment = html`<time datetime="${duty.enrolUntil.toISOString()}"
    >${formatMoment(say.language, duty.enrolUntil)}</time
  >`;
  return html`<p role="status">${say.parts('mustUntil', { moment })}</p>`;
}

const wayOn = (say: SayFactors, goal: FactorList['goal']): Html | null =>
  goal &&
  html`<p>
    <a class="button" href="${goal.path}"
      >${say(goal.isApplication ? 'onToApplication' : 'onToPage')}</a
    >
  </p>`;

function rows(
  say: SayFactors,
  factors: readonly DetailedFactor[],
  { paths }: FactorList,
): Html | null {
  if (factors.length === 0) return html`<p>${say('none')}</p>`;
  return html`<ul class="rows">
    ${factors.map(
      (factor) =>
        html`<li>
          <p>
            <strong><bdi>${factor.name}</bdi></strong>
          </p>
          ${factorFacts(say, factor)}
          <p>
            <a
              href="${paths.factor(factor.id)}"
              aria-label="${say('changeNamed', { name: factor.name })}"
              >${say('change')}</a
            >
          </p>
        </li>`,
    )}
  </ul>`;
}

function codes(
  say: SayFactors,
  [set]: readonly DetailedFactor[],
  { factors, paths }: FactorList,
): Html {
  if (factors.every(({ type }) => type === 'recovery_codes'))
    return html`<p>${say('codesLater')}</p>`;
  return html`<p>${say('codesLeft', { count: set?.detail.codes_left ?? 0 })}</p>
    <p><a class="button" href="${paths.recoveryCodes}">${say('codesReplace')}</a></p>`;
}
