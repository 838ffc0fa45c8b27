import bowser from 'bowser';
import { parseDeviceCredential, type ClientInfo } from '#libs/access';
import { deriveKey, equalsConstantTime, hmacSha256, randomToken, sha256 } from '#libs/kernel';
import type { SessionEntity } from './session.entity.js';

/** Browsers send shorter ones; bounds the time of the expressions that read them. */
const USER_AGENT_CHARACTERS = 512;

/** A program's name and major version, e.g. of `curl/8.5.0`. */
const PROGRAM = /^([A-Za-z][\w.-]{0,39})\/(\d{1,6})/;

/** A description by which a user recognises their device, e.g. `Firefox 128 on Windows`; `null` when nothing is known. */
export function describeDevice(userAgent: string | null): string | null {
  if (!userAgent) return null;
  const { browser, os } = bowser.parse(userAgent);
  if (!browser.name) return PROGRAM.exec(userAgent)?.slice(1).join(' ') ?? os.name ?? null;
  const name = [browser.name, browser.version?.split('.')[0]].filter(Boolean).join(' ');
  return os.name ? `${name} on ${os.name}` : name;
}

/** The client that opened or refreshed a session. */
export type SeenFrom = Readonly<Pick<SessionEntity, 'userAgent' | 'device'>> & {
  readonly ip: string;
};

/** What a session keeps of the request that opened or refreshed it. */
export function toSeenFrom({ ip, userAgent }: ClientInfo): SeenFrom {
  const known = userAgent?.slice(0, USER_AGENT_CHARACTERS) ?? null;
  return { ip, userAgent: known, device: describeDevice(known) };
}

export interface DeviceCredential {
  readonly credential: string;
  /** Of the credential's secret; what the database keeps. */
  readonly hash: Buffer;
}

/**
 * Makes and checks the credentials by which devices are recognised. A credential is a random secret and its MAC: it is
 * never stored, it does not name its accounts, and a forged one is refused without a query.
 */
export class DeviceCredentials {
  private readonly key: Buffer;

  constructor(secretKey: string) {
    this.key = deriveKey(secretKey, 'device-credential');
  }

  make(): DeviceCredential {
    const secret = randomToken();
    return { credential: `${secret}.${this.mac(secret)}`, hash: sha256(secret) };
  }

  /** `null` for anything that this installation has not made. */
  read(shown: string | null | undefined): DeviceCredential | null {
    const parts = parseDeviceCredential(shown ?? '');
    if (!parts || !shown) return null;
    const isOurs = equalsConstantTime(Buffer.from(this.mac(parts.secret)), Buffer.from(parts.mac));
    return isOurs ? { credential: shown, hash: sha256(parts.secret) } : null;
  }

  private mac(secret: string): string {
    return hmacSha256(this.key, secret).toString('base64url');
  }
}
