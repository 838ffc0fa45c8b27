/** How the server that sets a cookie appears to browsers. */
export interface CookieScope {
  /** Whether browsers reach it by https. */
  readonly isSecure: boolean;
  /** The path of APP_BASE_URL; empty for none. */
  readonly basePath: string;
}

/** One cookie of a request. */
export interface ShownCookie {
  readonly name: string;
  readonly value: string;
}

interface Keeping {
  /** 0 deletes the cookie. */
  readonly maxAgeSeconds: number;
  readonly sameSite?: 'Lax' | 'None';
}

/**
 * Cookies that scripts cannot read and that, with https, no other host and no plain connection can set: `__Host-` (RFC
 * 6265bis section 4.1.3.2), which requires the path `/`. Without https they are limited to the path of this server.
 */
export class OwnCookies {
  private readonly path: string;

  constructor(private readonly scope: CookieScope) {
    this.path = scope.isSecure ? '/' : scope.basePath || '/';
  }

  nameOf(plain: string): string {
    return this.scope.isSecure ? `__Host-${plain}` : plain;
  }

  /** The value of `Set-Cookie`. */
  line(name: string, value: string, { maxAgeSeconds, sameSite = 'Lax' }: Keeping): string {
    const secure = this.scope.isSecure ? '; Secure' : '';
    const kept = `Path=${this.path}; Max-Age=${maxAgeSeconds}`;
    return `${name}=${value}; ${kept}; HttpOnly; SameSite=${sameSite}${secure}`;
  }

  /** The cookies of a `Cookie` header whose names begin with the prefix, in order. */
  in(header: string | undefined, prefix: string): ShownCookie[] {
    const pairs = (header ?? '').split(';').map((pair) => pair.trim());
    const own = pairs.filter((pair) => pair.startsWith(prefix) && pair.includes('='));
    return own.map((pair) => {
      const sign = pair.indexOf('=');
      return { name: pair.slice(0, sign), value: pair.slice(sign + 1) };
    });
  }
}
