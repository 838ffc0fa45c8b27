import { Inject, Injectable } from '@nestjs/common';
import { OwnCookies } from '#libs/access';
import { basePathOf, baseUrlOf, coreConfig, type ConfigOf } from '#libs/config';
import { sha256 } from '#libs/kernel';

/** The longest lifetime that browsers allow (RFC 6265bis); the session's end is for the database to know. */
const KEPT = { maxAgeSeconds: 400 * 86_400 };
const DROPPED = { maxAgeSeconds: 0 };
const SECRET = /^[A-Za-z0-9_-]{43}$/;
const ID_LENGTH = 16;
const ID = /^[A-Za-z0-9_-]{16}$/;
/** Cookies of our name that one request is read for; a browser of ours has fewer. */
const MOST_READ = 16;

/** A secret that a browser shows. */
export interface ShownSecret {
  /** Of its cookie. */
  readonly name: string;
  readonly hash: Buffer;
}

/**
 * The cookies of browser sessions: one for each, named after the digest of its secret. So two tabs do not overwrite each other's,
 * and deleting one that is not valid any more never deletes its successor.
 */
@Injectable()
export class BrowserCookies {
  private readonly own: OwnCookies;
  private readonly prefix: string;

  constructor(@Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>) {
    const isSecure = baseUrlOf(core).startsWith('https:');
    this.own = new OwnCookies({ isSecure, basePath: basePathOf(core) });
    this.prefix = this.own.nameOf('gatehouse_session_');
  }

  /** The secrets of a `Cookie` header, each once. A value that its name does not belong to is none of ours. */
  read(header: string | undefined): ShownSecret[] {
    const read = new Map<string, ShownSecret>();
    for (const { name, value } of this.own.in(header, this.prefix).slice(0, MOST_READ)) {
      const hash = sha256(value);
      if (SECRET.test(value) && name === this.nameOf(hash)) read.set(name, { name, hash });
    }
    return [...read.values()];
  }

  /** The names of all cookies of our kind in the header, valid or not. */
  namesIn(header: string | undefined): string[] {
    const names = this.own.in(header, this.prefix).map(({ name }) => name);
    const ours = names.filter((name) => ID.test(name.slice(this.prefix.length)));
    return [...new Set(ours)].slice(0, MOST_READ);
  }

  nameOf(hash: Buffer): string {
    return `${this.prefix}${hash.toString('base64url').slice(0, ID_LENGTH)}`;
  }

  /** `Set-Cookie` of a new secret. */
  give(secret: string): string {
    return this.own.line(this.nameOf(sha256(secret)), secret, KEPT);
  }

  /** `Set-Cookie` that deletes a cookie, with the attributes that it was set with. */
  clear(name: string): string {
    return this.own.line(name, '', DROPPED);
  }
}
