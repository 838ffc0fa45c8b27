import { parseDeviceCredential, type DeviceChannel } from '#libs/access';
import type { GatehouseReply, GatehouseRequest } from './request-context.js';

/** For clients that keep no cookies; in and out. */
export const DEVICE_HEADER = 'x-device-token';
/** As long as browsers keep any (RFC 6265bis). */
const KEEP_SECONDS = 400 * 86_400;

/** That of one request. A class, for a literal with a getter would have a shape of its own each time. */
class OpenChannel implements DeviceChannel {
  private given: string | null = null;

  constructor(
    private held: string | null,
    private readonly send: (credential: string) => void,
  ) {}

  get shown(): string | null {
    return this.held;
  }

  give(credential: string): void {
    if (this.given === credential) return;
    this.given = this.held = credential;
    this.send(credential);
  }
}

/**
 * By which the credential of a device comes and goes: a cookie that no script reads, and a header. `__Host-`:
 * no other host and no plain connection can plant one.
 */
export class DeviceChannels {
  private readonly cookie: string;
  private readonly attributes: string;

  /** A `__Host-` cookie has the path `/` by definition; another one goes to this server alone. */
  constructor({ isSecure, basePath }: { readonly isSecure: boolean; readonly basePath: string }) {
    this.cookie = isSecure ? '__Host-gatehouse_device' : 'gatehouse_device';
    const secure = isSecure ? '; Secure' : '';
    const path = isSecure ? '/' : basePath || '/';
    this.attributes = `; Path=${path}; Max-Age=${KEEP_SECONDS}; HttpOnly; SameSite=Lax${secure}`;
  }

  open({ headers }: GatehouseRequest, reply: GatehouseReply): DeviceChannel {
    const all = [headers[DEVICE_HEADER], ...this.read(headers.cookie)].flatMap(
      (each) => each ?? [],
    );
    // What is no credential hides none that comes with it.
    const shown = all.find((each) => parseDeviceCredential(each) !== null) ?? null;
    return new OpenChannel(shown, (credential) => {
      reply.header(DEVICE_HEADER, credential);
      reply.header('set-cookie', `${this.cookie}=${credential}${this.attributes}`);
    });
  }

  private read(header: string | undefined): string[] {
    if (header === undefined) return [];
    const prefix = `${this.cookie}=`;
    const pairs = header.split(';').map((pair) => pair.trim());
    const own = pairs.filter((pair) => pair.startsWith(prefix));
    return own.map((pair) => pair.slice(prefix.length));
  }
}
