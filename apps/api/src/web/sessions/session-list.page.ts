import { html, type Form, type Html } from '#api/platform/html';
import type { SessionDto } from '#api/sessions';
import { formatMoment, type Say } from '#libs/languages';
import { methodWords } from './method-words.js';
import type { SessionsTexts } from './texts/index.js';

interface SessionList {
  readonly sessions: readonly SessionDto[];
  /** What was done before, or why it was not. */
  readonly notice: Html | null;
  /** The form that ends a session. */
  readonly endForm: (
    id: string,
    button: Pick<Form, 'button' | 'buttonKind' | 'buttonLabel'>,
  ) => Html;
  readonly endOthersPath: string;
  readonly devicesPath: string;
  /** Links to the other pages of the list. */
  readonly wayOn: Html | null;
}

export function sessionList(say: Say<SessionsTexts>, view: SessionList): Html {
  const { sessions, notice, endOthersPath, devicesPath, wayOn } = view;
  return html`${notice}
    <p>${say('sessionsIntro')}</p>
    <ul class="rows">
      ${sessions.map((session) => sessionItem(say, session, view))}
    </ul>
    ${wayOn}
    <p class="wide-buttons">
      <a class="button" href="${endOthersPath}">${say('endOthersLink')}</a>
    </p>
    <p><a href="${devicesPath}">${say('devicesLink')}</a></p>`;
}

function sessionItem(
  say: Say<SessionsTexts>,
  session: SessionDto,
  { endForm }: Pick<SessionList, 'endForm'>,
): Html {
  const device = session.device ?? say('unknownDevice');
  const at = formatMoment(say.language, new Date(session.created_at));
  const mark = session.current ? html` <span class="good">${say('thisBrowser')}</span>` : null;
  return html`<li>
    <p>
      <strong><bdi>${device}</bdi></strong
      >${mark}
    </p>
    <p class="quiet">${begunWords(say, at, methodWords(say, session.amr))}</p>
    <p class="quiet">${usedWords(say, session)}</p>
    ${endForm(session.id, {
      button: say('endButton'),
      buttonKind: 'plain',
      buttonLabel: say('endLabel', { device, at }),
    })}
  </li>`;
}

const begunWords = (say: Say<SessionsTexts>, at: string, methods: string | null): string =>
  methods === null ? say('begun', { at }) : say('begunBy', { at, methods });

function usedWords(say: Say<SessionsTexts>, { last_seen_at: used, ip }: SessionDto): string {
  const at = formatMoment(say.language, new Date(used));
  return ip === null ? say('lastUsed', { at }) : say('lastUsedFrom', { at, from: ip });
}

interface EndOthers {
  readonly problem: Html | null;
  readonly form: (button: Pick<Form, 'button' | 'buttonKind'>) => Html;
  readonly passwordPath: string;
  readonly cancelPath: string;
}

/** Asks before all other sessions end. */
export const endOthersQuestion = (say: Say<SessionsTexts>, view: EndOthers): Html => {
  const link = html`<a href="${view.passwordPath}">${say('changePassword')}</a>`;
  return html`${view.problem}
    <p>${say('endOthersEffect')}</p>
    <p>${say.parts('endOthersAlsoPassword', { link })}</p>
    ${view.form({ button: say('endOthersLink'), buttonKind: 'danger' })}
    <p><a href="${view.cancelPath}">${say('back')}</a></p>`;
};
