import { html, type Form, type Html } from '#api/platform/html';
import type { Device } from '#api/sessions/devices';
import { formatCountry, formatList, formatMoment, type Say } from '#libs/languages';
import type { SessionsTexts } from './texts/index.js';

/** A device, and whether it is the one that asks. */
export interface ListedDevice {
  readonly device: Device;
  readonly isCurrent: boolean;
}

interface DeviceList {
  readonly devices: readonly ListedDevice[];
  /** What was done before. */
  readonly notice: Html | null;
  readonly forgetPath: (id: string) => string;
  readonly sessionsPath: string;
  /** The title of the page of sessions. */
  readonly sessionsTitle: string;
  readonly now: Date;
  /** Links to the other pages of the list. */
  readonly wayOn: Html | null;
}

export function deviceList(say: Say<SessionsTexts>, view: DeviceList): Html {
  const { devices, notice, sessionsPath, sessionsTitle, wayOn } = view;
  const shown =
    devices.length === 0
      ? html`<p>${say('noDevices')}</p>`
      : html`<ul class="rows">
          ${devices.map((listed) => deviceItem(say, listed, view))}
        </ul>`;
  return html`${notice}
    <p>${say('devicesIntro')}</p>
    ${shown} ${wayOn}
    <p><a href="${sessionsPath}">${sessionsTitle}</a></p>`;
}

function deviceItem(
  say: Say<SessionsTexts>,
  { device, isCurrent }: ListedDevice,
  { forgetPath, now }: Pick<DeviceList, 'forgetPath' | 'now'>,
): Html {
  const name = device.name ?? say('unknownDevice');
  const at = formatMoment(say.language, device.lastSeenAt);
  const label = say('forgetLabel', { device: name, at });
  return html`<li>
    ${described(say, { device, isCurrent }, now)}
    <p>
      <a class="button" href="${forgetPath(device.id)}" aria-label="${label}"
        >${say('forgetLink')}</a
      >
    </p>
  </li>`;
}

/** What the person needs to recognise the device, and what it may. */
function described(say: Say<SessionsTexts>, { device, isCurrent }: ListedDevice, now: Date): Html {
  const { language } = say;
  const { name, firstSeenAt, lastSeenAt, factorRememberedUntil: until } = device;
  const mark = isCurrent ? html` <span class="good">${say('thisDevice')}</span>` : null;
  const at = formatMoment(language, lastSeenAt);
  const remembered =
    until === null || until <= now
      ? null
      : html`<p class="quiet">${say('rememberedUntil', { at: formatMoment(language, until) })}</p>`;
  return html`<p>
      <strong><bdi>${name ?? say('unknownDevice')}</bdi></strong
      >${mark}
    </p>
    <p class="quiet">${say('firstSeen', { at: formatMoment(language, firstSeenAt) })}</p>
    <p class="quiet">${say('lastSeenFrom', { at, from: placeOf(say, device) })}</p>
    ${remembered}`;
}

function placeOf(say: Say<SessionsTexts>, { ip: address, country }: Device): string {
  if (country === null) return address;
  return formatList(say.language, [address, formatCountry(say.language, country)]);
}

interface Forgetting {
  readonly listed: ListedDevice;
  readonly problem: Html | null;
  readonly now: Date;
  readonly form: (button: Pick<Form, 'button' | 'buttonKind'>) => Html;
  readonly cancelPath: string;
}

/** Asks before a device is forgotten. */
export function forgetQuestion(say: Say<SessionsTexts>, view: Forgetting): Html {
  const { listed, problem, now, form, cancelPath } = view;
  return html`${problem} ${described(say, listed, now)}
    <p>${say('forgetEffect')}</p>
    ${listed.isCurrent ? html`<p class="bad">${say('forgetThis')}</p>` : null}
    ${form({ button: say('forgetLink'), buttonKind: 'danger' })}
    <p><a href="${cancelPath}">${say('back')}</a></p>`;
}
