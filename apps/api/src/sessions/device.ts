import bowser from 'bowser';
import type { ClientInfo } from '#libs/access';

/** Longer ones are no browser's; a bound also for the expressions that read them. */
const USER_AGENT_CHARACTERS = 512;

/** What comes before the first slash of a program's own name, e.g. `curl/8.5.0`. */
const PROGRAM = /^([A-Za-z][\w.-]{0,39})\/(\d{1,6})/;

/** A few words a person recognises their device by, e.g. `Firefox 128 on Windows`; `null` when nothing is known. */
export function describeDevice(userAgent: string | null): string | null {
  if (!userAgent) return null;
  const { browser, os } = bowser.parse(userAgent);
  if (!browser.name) return PROGRAM.exec(userAgent)?.slice(1).join(' ') ?? os.name ?? null;
  const name = [browser.name, browser.version?.split('.')[0]].filter(Boolean).join(' ');
  return os.name ? `${name} on ${os.name}` : name;
}

export interface SeenFrom {
  readonly ip: string;
  readonly userAgent: string | null;
  readonly device: string | null;
}

/** What a session keeps of the request that began or refreshed it. */
export function toSeenFrom({ ip, userAgent }: ClientInfo): SeenFrom {
  const known = userAgent?.slice(0, USER_AGENT_CHARACTERS) ?? null;
  return { ip, userAgent: known, device: describeDevice(known) };
}
