import type { DeviceChannel } from '#libs/access';
import type { GatehouseReply, GatehouseRequest } from './request-context.js';

/** For clients that keep no cookies; in and out. */
export const DEVICE_HEADER = 'x-device-token';
/** As long as browsers keep any (RFC 6265bis). */
const KEEP_SECONDS = 400 * 86_400;
const MAX_CHARACTERS = 256;

/**
 * By which the credential of a device comes and goes: a cookie that no script reads, and a header. `__Host-`:
 * no other host and no plain connection can plant one.
 */
export class DeviceChannels {
  private readonly cookie: string;
  private readonly attributes: string;

  constructor(isSecure: boolean) {
    this.cookie = isSecure ? '__Host-gatehouse_device' : 'gatehouse_device';
    const secure = isSecure ? '; Secure' : '';
    this.attributes = `; Path=/; Max-Age=${KEEP_SECONDS}; HttpOnly; SameSite=Lax${secure}`;
  }

  open({ headers }: GatehouseRequest, reply: GatehouseReply): DeviceChannel {
    const shown = headers[DEVICE_HEADER] ?? this.read(headers.cookie);
    return {
      shown: typeof shown === 'string' && shown.length <= MAX_CHARACTERS ? shown : null,
      give: (credential) => {
        reply.header(DEVICE_HEADER, credential);
        reply.header('set-cookie', `${this.cookie}=${credential}${this.attributes}`);
      },
    };
  }

  private read(header: string | undefined): string | undefined {
    if (header === undefined) return undefined;
    const prefix = `${this.cookie}=`;
    const pairs = header.split(';').map((pair) => pair.trim());
    return pairs.find((pair) => pair.startsWith(prefix))?.slice(prefix.length);
  }
}
