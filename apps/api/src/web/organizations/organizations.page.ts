import { html, type Form, type Html } from '#api/platform/html';
import type { OwnOrganization } from '#api/rbac';
import type { Say } from '#libs/languages';
import type { OrganizationsTexts } from './texts/index.js';

/** As many units and roles of one organization as the page shows. */
const MOST = 20;

interface OrganizationsPage {
  readonly organizations: readonly OwnOrganization[];
  /** What was done before. */
  readonly notice: Html | null;
  /** The page that asks before a member leaves. */
  readonly leavePath: (id: string) => string;
}

/** The organizations of a user, the units of which they are a member, and the roles there. */
export function organizationsPage(say: Say<OrganizationsTexts>, view: OrganizationsPage): Html {
  const { organizations, notice } = view;
  if (organizations.length === 0)
    return html`${notice}
      <p>${say('none')}</p>`;
  return html`${notice}
    <p>${say('intro')}</p>
    <ul class="rows">
      ${organizations.map((one) => organizationItem(say, one, view.leavePath))}
    </ul>`;
}

function organizationItem(
  say: Say<OrganizationsTexts>,
  { id, name, isOwner, units, roles }: OwnOrganization,
  leavePath: OrganizationsPage['leavePath'],
): Html {
  const names = units.slice(0, MOST).map(({ unitName }) => unitName);
  const mark = isOwner ? html` <span class="good">${say('owner')}</span>` : null;
  const isCut = units.length > MOST || roles.length > MOST;
  return html`<li>
    <p>
      <strong><bdi>${name}</bdi></strong
      >${mark}
    </p>
    <p class="quiet">${say('memberOf', { units: names.join(', ') })}</p>
    ${roles.length === 0 ? html`<p class="quiet">${say('noRoles')}</p>` : roleList(say, roles)}
    ${isCut ? html`<p class="quiet">${say('more')}</p>` : null}
    <p>
      <a href="${leavePath(id)}" aria-label="${say('leaveLabel', { name })}">${say('leaveLink')}</a>
    </p>
  </li>`;
}

const roleList = (say: Say<OrganizationsTexts>, roles: OwnOrganization['roles']): Html =>
  html`<ul>
    ${roles.slice(0, MOST).map(({ roleName, serviceName, unitName, isOfUnit }) => {
      const values = { role: roleName, service: serviceName, unit: unitName };
      return html`<li>${say(isOfUnit ? 'roleOfUnit' : 'roleAt', values)}</li>`;
    })}
  </ul>`;

interface LeaveQuestion {
  readonly problem: Html | null;
  readonly form: (button: Pick<Form, 'button' | 'buttonKind'>) => Html;
  readonly backPath: string;
}

/** Asks before the user leaves an organization. */
export const leaveQuestion = (say: Say<OrganizationsTexts>, view: LeaveQuestion): Html =>
  html`${view.problem}
    <p>${say('leaveEffect')}</p>
    ${view.form({ button: say('leaveButton'), buttonKind: 'danger' })}
    <p><a href="${view.backPath}">${say('back')}</a></p>`;
