import { Inject, Injectable } from '@nestjs/common';
import { OwnCookies, type ShownCookie } from '#libs/access';
import { basePathOf, baseUrlOf, coreConfig, serverSecretOf, type ConfigOf } from '#libs/config';
import { Clock, SecretBox, sha256 } from '#libs/kernel';
import { beginningTooLong } from '../oauth.errors.js';
import { FLOW_SECONDS, type ArrivedFlow, type Flow } from './flow.js';

/** RFC 6265bis section 5.6: a browser ignores a cookie whose name and value are longer together. */
const MAX_COOKIE_BYTES = 4096;
/** What the end of a flow of a page may add to its cookie (`Arrival`): it must not be lost once the person was at the provider. */
const ARRIVAL_BYTES = 512;
/** Open flows of one browser; one more ends the oldest. */
export const MAX_FLOWS = 8;
/** For all flows together: nginx accepts a header line of 8 KiB by default, which holds other cookies, too. */
const MAX_TOTAL_BYTES = 6144;
/** Invalid cookies of our name that one answer deletes: it stays small. */
const MAX_DROPPED = 16;
const DROPPED = { maxAgeSeconds: 0 };
/** Characters of the hash in a cookie's name: 96 bits, which no two flows of a browser share. */
const ID_LENGTH = 16;

type Stored = Flow | ArrivedFlow;

interface LiveFlow extends ShownCookie {
  readonly flow: Stored;
}

/**
 * Binds flows to the browser that began them: one encrypted and authenticated cookie for each state, so that flows of several
 * tabs do not end each other.
 */
@Injectable()
export class FlowCookies {
  private readonly box: SecretBox;
  private readonly isSecure: boolean;
  private readonly prefix: string;
  private readonly own: OwnCookies;

  constructor(
    @Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>,
    private readonly clock: Clock,
  ) {
    this.box = new SecretBox(serverSecretOf(core), 'oauth-flow');
    this.isSecure = baseUrlOf(core).startsWith('https:');
    this.own = new OwnCookies({ isSecure: this.isSecure, basePath: basePathOf(core) });
    this.prefix = this.own.nameOf('gatehouse_oauth_');
  }

  /**
   * The `Set-Cookie` lines of a new flow: its own, and those that delete expired flows, and the oldest ones where there would
   * be too many or their cookies too long together. A flow after its callback replaces the one before it.
   * @param header the `Cookie` of the request
   * @param isCrossSite whether the callback is a form from another site, which carries no `Lax` cookie
   * @throws AppError `VALIDATION_FAILED` for a flow whose cookie no browser would store
   */
  write(header: string | undefined, flow: Stored, isCrossSite: boolean): readonly string[] {
    const name = this.nameOf(flow.state);
    const value = this.box.seal(JSON.stringify(flow), name).toString('base64url');
    if (sizeOf({ name, value }) > mostBytesOf(flow)) throw beginningTooLong();
    const sameSite = isCrossSite && this.isSecure ? 'None' : 'Lax';
    const others = this.broughtIn(header).filter((cookie) => cookie.name !== name);
    const dropped = this.droppedFor(sizeOf({ name, value }), others);
    return [
      ...dropped.slice(0, MAX_DROPPED).map((old) => this.own.line(old.name, '', DROPPED)),
      this.own.line(name, value, { maxAgeSeconds: FLOW_SECONDS, sameSite }),
    ];
  }

  /** Ends the flow of this state in the browser, and no other. */
  clear(state: string): string {
    return this.own.line(this.nameOf(state), '', DROPPED);
  }

  /** The flow that this browser began with this state at this provider; `null` when there is none, or it has expired. */
  find(header: string | undefined, state: unknown, provider: string): Flow | null {
    if (typeof state !== 'string') return null;
    const flows = this.storedAs(header, this.nameOf(state)).flatMap((flow) =>
      'arrival' in flow ? [] : [flow],
    );
    return flows.find((flow) => flow.state === state && flow.provider === provider) ?? null;
  }

  /** What names the flow of this state in an address of ours. Nobody else can use it. */
  idOf(state: string): string {
    return this.nameOf(state).slice(this.prefix.length);
  }

  /** The flow of this id after its callback, in this browser; `null` when there is none, or it has expired. */
  findArrived(header: string | undefined, id: unknown): ArrivedFlow | null {
    if (typeof id !== 'string' || !TOKEN.test(id)) return null;
    const flows = this.storedAs(header, `${this.prefix}${id}`);
    return flows.flatMap((flow) => ('arrival' in flow ? [flow] : []))[0] ?? null;
  }

  private storedAs(header: string | undefined, name: string): Stored[] {
    return this.broughtIn(header)
      .flatMap((cookie) => (cookie.name === name ? (this.open(cookie) ?? []) : []))
      .filter((flow) => this.isLive(flow));
  }

  private droppedFor(size: number, shown: readonly ShownCookie[]): readonly ShownCookie[] {
    const live = shown
      .flatMap((cookie): LiveFlow[] => {
        const flow = this.open(cookie);
        return flow && this.isLive(flow) ? [{ ...cookie, flow }] : [];
      })
      .sort((a, b) => b.flow.expiresAtMs - a.flow.expiresAtMs);
    const kept = new Set<string>();
    let total = size;
    for (const { name, value } of live) {
      total += sizeOf({ name, value });
      if (kept.size >= MAX_FLOWS - 1 || total > MAX_TOTAL_BYTES) break;
      kept.add(name);
    }
    return shown.filter(({ name }) => !kept.has(name));
  }

  private isLive({ expiresAtMs }: Stored): boolean {
    return expiresAtMs > this.clock.nowMs();
  }

  private nameOf(state: string): string {
    return `${this.prefix}${sha256(state).toString('base64url').slice(0, ID_LENGTH)}`;
  }

  private broughtIn(header: string | undefined): readonly ShownCookie[] {
    const own = this.own.in(header, this.prefix);
    return own.filter(({ name }) => TOKEN.test(name.slice(this.prefix.length)));
  }

  private open({ name, value }: ShownCookie): Stored | null {
    if (value === '' || value.length > MAX_COOKIE_BYTES) return null;
    try {
      const opened = this.box.open(Buffer.from(value, 'base64url'), name);
      return JSON.parse(opened.toString('utf8')) as Stored;
    } catch {
      return null;
    }
  }
}

/** The suffix of names that this server makes; other names are not repeated in an answer. */
const TOKEN = /^[A-Za-z0-9_-]{16}$/;

const sizeOf = ({ name, value }: ShownCookie) => name.length + value.length + '=; '.length;

const mostBytesOf = (flow: Stored): number =>
  'arrival' in flow || flow.purpose.page === undefined
    ? MAX_COOKIE_BYTES
    : MAX_COOKIE_BYTES - ARRIVAL_BYTES;
