import { doneParagraph, errorSummary, html, type Form, type Html } from '#api/platform/html';
import { formatMoment, type Say } from '#libs/languages';
import type { ProviderTexts } from './texts/index.js';

/** A linked provider, as a person sees it. */
export interface ShownIdentity {
  readonly id: string;
  /** Of the provider. */
  readonly name: string;
  readonly email: string | null;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

interface IdentitiesPage {
  readonly done: 'linkedDone' | 'unlinkedDone' | null;
  readonly identities: readonly ShownIdentity[];
  readonly unlinkPath: (id: string) => string;
  /** The providers that can be linked. */
  readonly providers: readonly { readonly title: string; readonly path: string }[];
}

type SayProviders = Say<ProviderTexts>;

/** The list of the linked providers. */
export const identitiesPage = (say: SayProviders, view: IdentitiesPage): Html =>
  html`${doneParagraph(view.done && say(view.done))} ${list(say, view)}
    <h2>${say('linkAnother')}</h2>
    ${others(say, view)}`;

function list(say: SayProviders, { identities, unlinkPath }: IdentitiesPage): Html {
  if (identities.length === 0) return html`<p>${say('identitiesNone')}</p>`;
  return html`<p>${say('identitiesIntro')}</p>
    <ul class="rows">
      ${identities.map(
        (identity) =>
          html`<li>
            ${description(say, identity)}
            <p>
              <a href="${unlinkPath(identity.id)}"
                >${say('unlinkNamed', { name: identity.name })}</a
              >
            </p>
          </li>`,
      )}
    </ul>`;
}

function description(say: SayProviders, { name, email, ...identity }: ShownIdentity): Html {
  const moment = (at: Date) => formatMoment(say.language, at);
  const { createdAt, lastUsedAt } = identity;
  return html`<p><strong>${name}</strong>${email === null ? null : html` <bdi>${email}</bdi>`}</p>
    <p class="quiet">${say('linkedSince', { at: moment(createdAt) })}</p>
    ${lastUsedAt && html`<p class="quiet">${say('lastUsed', { at: moment(lastUsedAt) })}</p>`}`;
}

const others = (say: SayProviders, { providers }: IdentitiesPage): Html =>
  providers.length === 0
    ? html`<p>${say('noProviders')}</p>`
    : html`<div class="wide-buttons">
        ${providers.map(
          ({ title, path }) =>
            html`<p><a class="button" href="${path}">${say('linkNamed', { name: title })}</a></p>`,
        )}
      </div>`;

interface ActPage {
  readonly problem: string | null;
  readonly backPath: string;
  readonly form: (content: Pick<Form, 'button' | 'buttonKind'>) => Html;
}

const act = (say: SayProviders, { problem, backPath }: ActPage, parts: readonly Html[]): Html =>
  html`${errorSummary(say.language, problem === null ? [] : [{ words: problem }])} ${parts}
    <p><a href="${backPath}">${say('backToIdentities')}</a></p>`;

/** Before the browser goes to the provider. */
export const linkPage = (say: SayProviders, name: string, view: ActPage): Html =>
  act(say, view, [
    html`<p>${say('linkIntro', { name })}</p>`,
    view.form({ button: say('goTo', { name }) }),
  ]);

/**
 * The browser goes to the provider by itself, by the header `Refresh`, or by the link: a redirect of a form to another origin is
 * refused by the policy of its page, and a policy cannot name all origins that a provider redirects to.
 */
export const goingPage = (say: SayProviders, name: string, location: string): Html =>
  html`<p>${say('goingTo', { name })}</p>
    <div class="wide-buttons">
      <p><a class="button" href="${location}">${say('goTo', { name })}</a></p>
    </div>`;

/** Asks once more before a provider is unlinked. */
export const unlinkPage = (say: SayProviders, identity: ShownIdentity, view: ActPage): Html =>
  act(say, view, [
    description(say, identity),
    html`<p>${say('unlinkIntro', { name: identity.name })}</p>`,
    view.form({ button: say('unlinkNamed', { name: identity.name }), buttonKind: 'danger' }),
  ]);
