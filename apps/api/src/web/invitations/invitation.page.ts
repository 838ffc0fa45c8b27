import type { Invitation } from '#api/organizations';
import { inviterOf } from '#api/organizations';
import { errorSummary, html, type Form, type FormProblem, type Html } from '#api/platform/html';
import { formatMoment, type Say } from '#libs/languages';
import type { InvitationTexts } from './texts/index.js';

type SayIt = Say<InvitationTexts>;
type Answer = 'accept' | 'decline';

const named = (name: string): Html => html`<strong><bdi>${name}</bdi></strong>`;

/** What the person is invited to. Strangers chose the names: they are text alone. */
export function invitationPage(
  say: SayIt,
  invitation: Invitation,
  { problems, next }: { readonly problems: readonly FormProblem[]; readonly next: Html },
): Html {
  const { organizationName, unitName, unitId, rootId, roles, expiresAt } = invitation;
  const inviter = inviterOf(invitation);
  const given = roles.map(({ name, serviceName }) => `${name} (${serviceName})`).join(', ');
  const expires = formatMoment(say.language, expiresAt);
  return html`${errorSummary(say.language, problems)}
    <p>${say.parts('invitedTo', { organization: named(organizationName) })}</p>
    ${unitId === rootId ? null : html`<p>${say.parts('inUnit', { unit: named(unitName) })}</p>`}
    ${inviter === null ? null : html`<p>${say.parts('invitedBy', { inviter: named(inviter) })}</p>`}
    ${given === '' ? null : html`<p>${say.parts('rolesThere', { roles: named(given) })}</p>`}
    <p class="quiet">${say('openUntil', { expires })}</p>
    ${next}`;
}

/** The two answers. Opening the page gives neither. */
export const answerForms = (
  say: SayIt,
  form: (answer: Answer, content: Pick<Form, 'button' | 'buttonKind'>) => Html,
): Html =>
  html`${form('accept', { button: say('accept') })}
  ${form('decline', { button: say('decline'), buttonKind: 'plain' })}`;

/** For a person who is not signed in. */
export const signInPart = (
  say: SayIt,
  { signInPath, signUpPath }: { readonly signInPath: string; readonly signUpPath: string },
): Html =>
  html`<p>${say('signInFirst')}</p>
    <p><a class="button" href="${signInPath}">${say('signIn')}</a></p>
    <p>${say('signUpThen')}</p>
    <p><a href="${signUpPath}">${say('signUp')}</a></p>`;

/** For a person who is signed in with another address. The invited one is not shown. */
export const otherAccountPart = (say: SayIt, address: string, switchPath: string): Html =>
  html`<p>${say.parts('otherAddress', { address: named(address) })}</p>
    <p><a class="button" href="${switchPath}">${say('switchAccount')}</a></p>`;

/** For a person whose address is not confirmed. */
export const notConfirmedPart = (say: SayIt, accountPath: string): Html =>
  html`<p>${say('notConfirmed')}</p>
    <p><a class="button" href="${accountPath}">${say('toAccount')}</a></p>`;

export const deadInvitation = (say: SayIt): Html =>
  html`<p class="bad" role="alert">${say('dead')}</p>`;

export const answered = (say: SayIt, organization: string | null, accountPath: string): Html => {
  const words =
    organization === null
      ? html`${say('declined')}`
      : html`${say.parts('accepted', { organization: named(organization) })}`;
  return html`<p class="good" role="status">${words}</p>
    <p><a href="${accountPath}">${say('toAccount')}</a></p>`;
};
