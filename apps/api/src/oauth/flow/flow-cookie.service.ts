import { Inject, Injectable } from '@nestjs/common';
import { baseUrlOf, coreConfig, type ConfigOf } from '#libs/config';
import { SecretBox } from '#libs/kernel';
import { FLOW_SECONDS, type Flow } from './flow.js';

/** A browser keeps 4096 bytes of a cookie; what is longer was not made here. */
const MAX_COOKIE_CHARACTERS = 4096;

/**
 * Binds a flow to the browser that began it. Sealed: neither readable nor alterable. `__Host-`: no other
 * host and no plain connection can plant one.
 */
@Injectable()
export class FlowCookie {
  private readonly box: SecretBox;
  private readonly isSecure: boolean;
  private readonly name: string;

  constructor(@Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>) {
    if (core.secretKey === undefined) throw new Error('SECRET_KEY is not known');
    this.box = new SecretBox(core.secretKey, 'oauth-flow');
    this.isSecure = baseUrlOf(core).startsWith('https:');
    this.name = this.isSecure ? '__Host-gatehouse_oauth' : 'gatehouse_oauth';
  }

  /** `isCrossSite`: the provider comes back by a form, which carries no `Lax` cookie. */
  write(flow: Flow, isCrossSite: boolean): string {
    const value = this.box.seal(JSON.stringify(flow), flow.provider).toString('base64url');
    const sameSite = isCrossSite && this.isSecure ? 'None' : 'Lax';
    return this.line(value, FLOW_SECONDS, sameSite);
  }

  clear(): string {
    return this.line('', 0, 'Lax');
  }

  /** The flow of this browser with this provider, or `null`; its age and state are the caller's to judge. */
  read(header: string | undefined, provider: string): Flow | null {
    const prefix = `${this.name}=`;
    const pairs = (header ?? '').split(';').map((pair) => pair.trim());
    const value = pairs.find((pair) => pair.startsWith(prefix))?.slice(prefix.length) ?? '';
    if (value === '' || value.length > MAX_COOKIE_CHARACTERS) return null;
    try {
      const opened = this.box.open(Buffer.from(value, 'base64url'), provider);
      return JSON.parse(opened.toString('utf8')) as Flow;
    } catch {
      return null;
    }
  }

  private line(value: string, maxAgeSeconds: number, sameSite: 'Lax' | 'None'): string {
    const secure = this.isSecure ? '; Secure' : '';
    return `${this.name}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=${sameSite}${secure}`;
  }
}
