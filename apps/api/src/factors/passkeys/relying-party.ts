import { baseUrlOf, isLoopback, type ConfigProblem } from '#libs/config';
import { parseUrl } from '#libs/kernel';

/** The values of the settings that decide for whom passkeys are made. */
export interface RelyingPartySettings {
  readonly rpId: string | undefined;
  readonly origins: readonly string[];
}

/** To whom passkeys belong, and the origins of pages that may use them. */
export interface RelyingParty {
  /** A domain (WebAuthn section 5.1.2). */
  readonly id: string;
  readonly origins: readonly string[];
}

type Core = Parameters<typeof baseUrlOf>[0];

/** WEBAUTHN_RP_ID and WEBAUTHN_ORIGINS, or what follows from APP_BASE_URL. */
export function relyingPartyOf({ rpId, origins }: RelyingPartySettings, core: Core): RelyingParty {
  const own = new URL(baseUrlOf(core));
  return { id: rpId ?? own.hostname, origins: origins.length > 0 ? origins : [own.origin] };
}

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const DOMAIN = new RegExp(`^${LABEL}(?:\\.${LABEL})+$`);
const MAX_DOMAIN = 253;

/** A domain that is no public suffix of one label, in lower case, or `localhost`. An address is none. */
export const isRpId = (text: string): boolean =>
  text === 'localhost' ||
  (text.length <= MAX_DOMAIN && DOMAIN.test(text) && !/^\d+(\.\d+){3}$/.test(text));

/** Whether pages at APP_BASE_URL can use passkeys: applications may be the only ones that do. */
export function areUsableAtOwnPages(settings: RelyingPartySettings, core: Core): boolean {
  const { id, origins } = relyingPartyOf(settings, core);
  return isRpId(id) && origins.includes(new URL(baseUrlOf(core)).origin);
}

const isWithin = (host: string, rpId: string) => host === rpId || host.endsWith(`.${rpId}`);

/** The problem of an origin as a page has it; `null` when there is none. */
export function findOriginProblem(text: string): string | null {
  const url = parseUrl(text);
  if (!url || url.origin !== text)
    return 'must be an origin such as https://app.example.com, without a path or a slash at the end';
  const isSecure = url.protocol === 'https:';
  const isLocal = url.protocol === 'http:' && isLoopback(url.hostname);
  return isSecure || isLocal ? null : 'must begin with https://, except on localhost';
}

/**
 * Problems of an RP ID that no page at the origins could use. Browsers accept an RP ID that is the host of the page or a
 * registrable suffix of it; the other origins must be related ones, over https (WebAuthn section 5.11).
 */
export function relyingPartyProblems(settings: RelyingPartySettings, core: Core): ConfigProblem[] {
  const { rpId, origins } = settings;
  if (rpId === undefined && origins.length === 0) return [];
  if (rpId !== undefined && !isRpId(rpId)) {
    const message =
      'must be a domain such as example.com, in lower case, without https:// and port';
    return [{ name: 'WEBAUTHN_RP_ID', message }];
  }
  const party = relyingPartyOf(settings, core);
  const urls = party.origins.map((origin) => new URL(origin));
  const others = urls.filter(({ hostname }) => !isWithin(hostname, party.id));
  if (others.length === urls.length) {
    const name = rpId === undefined ? 'WEBAUTHN_ORIGINS' : 'WEBAUTHN_RP_ID';
    const message =
      rpId === undefined
        ? 'needs one origin on the host of APP_BASE_URL, or WEBAUTHN_RP_ID'
        : 'must be the host of one of WEBAUTHN_ORIGINS, or a domain above it';
    return [{ name, message }];
  }
  if (others.every(({ protocol }) => protocol === 'https:')) return [];
  const message = 'may name origins outside of WEBAUTHN_RP_ID only with https://';
  return [{ name: 'WEBAUTHN_ORIGINS', message }];
}
