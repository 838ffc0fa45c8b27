import { html, type Html } from '#api/platform/html';
import { describeDevice } from '#api/sessions';
import type { ActivityDto } from '#api/audit/api';
import { formatMoment, type Say } from '#libs/languages';
import { actorWords, eventWords } from './event-words.js';
import type { ActivityTexts } from './texts/index.js';

interface ActivityView {
  readonly activity: readonly ActivityDto[];
  /** Links to the other pages of the list. */
  readonly wayOn: Html | null;
  /** Where the person acts when something was somebody else. */
  readonly paths: Readonly<Record<'password' | 'sessions' | 'factors' | 'identities', string>>;
}

/** The id of what to do when something was somebody else. */
const NOT_ME = 'not-me';

export function activityPage(say: Say<ActivityTexts>, view: ActivityView): Html {
  const { activity, wayOn } = view;
  return html`<p>${say('activityIntro')}</p>
    <p><a href="#${NOT_ME}">${say('notMeLink')}</a></p>
    ${activity.length === 0 ? html`<p>${say('nothing')}</p>` : table(say, activity)} ${wayOn}
    ${notMe(say, view.paths)}`;
}

const table = (say: Say<ActivityTexts>, activity: readonly ActivityDto[]): Html =>
  html`<table>
    <thead>
      <tr>
        <th scope="col">${say('columnWhen')}</th>
        <th scope="col">${say('columnWhat')}</th>
      </tr>
    </thead>
    <tbody>
      ${activity.map((event) => row(say, event))}
    </tbody>
  </table>`;

function row(say: Say<ActivityTexts>, event: ActivityDto): Html {
  const words = eventWords(say, event);
  const shown = event.outcome === 'success' ? words : html`<span class="bad">${words}</span>`;
  return html`<tr>
    <th scope="row">
      <time datetime="${event.created_at}"
        >${formatMoment(say.language, new Date(event.created_at))}</time
      >
    </th>
    <td>
      ${shown}
      ${fromWhere(say, event).map((part) => html`<br /><span class="quiet"><bdi>${part}</bdi></span>`)}
    </td>
  </tr>`;
}

/** By whom, with which device and from which address, as far as it is known. */
const fromWhere = (say: Say<ActivityTexts>, event: ActivityDto): string[] =>
  [actorWords(say, event), describeDevice(event.user_agent), event.ip].flatMap(
    (part) => part ?? [],
  );

function notMe(say: Say<ActivityTexts>, paths: ActivityView['paths']): Html {
  return html`<h2 id="${NOT_ME}">${say('notMeTitle')}</h2>
    <ul>
      <li><a href="${paths.password}">${say('notMePassword')}</a></li>
      <li><a href="${paths.sessions}">${say('notMeSessions')}</a></li>
      <li><a href="${paths.factors}">${say('notMeFactors')}</a></li>
      <li><a href="${paths.identities}">${say('notMeIdentities')}</a></li>
    </ul>`;
}
