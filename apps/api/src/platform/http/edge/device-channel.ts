import {
  OwnCookies,
  parseDeviceCredential,
  type CookieScope,
  type DeviceChannel,
} from '#libs/access';
import type { GatehouseReply, GatehouseRequest } from './request-context.js';

/** Carries the device credential of clients without cookies, in requests and responses. */
export const DEVICE_HEADER = 'x-device-token';
/** The longest lifetime that browsers allow (RFC 6265bis). */
const KEPT = { maxAgeSeconds: 400 * 86_400 };

/** The channel of one request. A class, because each object literal with a getter has its own hidden class. */
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

/** Reads and sends the credential of a device: by a cookie that scripts cannot read, and by a header. */
export class DeviceChannels {
  private readonly cookies: OwnCookies;
  private readonly cookie: string;

  constructor(scope: CookieScope) {
    this.cookies = new OwnCookies(scope);
    this.cookie = this.cookies.nameOf('gatehouse_device');
  }

  open({ headers }: GatehouseRequest, reply: GatehouseReply): DeviceChannel {
    const all = [headers[DEVICE_HEADER], ...this.read(headers.cookie)].flatMap(
      (each) => each ?? [],
    );
    // An invalid value does not hide a valid credential sent with it.
    const shown = all.find((each) => parseDeviceCredential(each) !== null) ?? null;
    return new OpenChannel(shown, (credential) => {
      reply.header(DEVICE_HEADER, credential);
      reply.header('set-cookie', this.cookies.line(this.cookie, credential, KEPT));
    });
  }

  private read(header: string | undefined): string[] {
    if (header === undefined) return [];
    const brought = this.cookies.in(header, this.cookie);
    return brought.flatMap(({ name, value }) => (name === this.cookie ? [value] : []));
  }
}
