import { Inject, Injectable } from '@nestjs/common';
import { addressPrefixes, type PrefixLevel, parseBearer } from '#libs/access';
import { coreConfig, serverSecretOf, type ConfigOf } from '#libs/config';
import { KeyedHash, normaliseEmail } from '#libs/kernel';
import type { GatehouseRequest } from '#api/platform/http';
import type { Scope } from './class-limit.js';

const UNREAD_ADDRESS = '0.0.0.0';
const ADDRESS_MAX_LENGTH = 508;
/** Addresses whose keys are remembered: a request asks for them up to four times. */
const MAX_REMEMBERED = 4_096;

type Subject = string | null;

/** A network that the request comes from. */
export interface NetworkKey {
  readonly level: PrefixLevel;
  readonly subject: string;
}

/** Who signs in, as far as the request says it. */
export interface LoginKeys {
  /** As it was typed. */
  readonly email: string;
  readonly account: string;
  readonly accountAndAddress: string;
}

/** Whose bucket a request counts against: before anything is known of its sender, and once it is. */
@Injectable()
export class RateLimitKeys {
  private readonly hash: KeyedHash;
  private readonly networks = new Map<string, readonly NetworkKey[]>();

  constructor(@Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>) {
    this.hash = new KeyedHash(serverSecretOf(core), 'rate-limits');
  }

  /** By what is shown, unverified: the account that is named, the secrets that are sent along. */
  atArrival(request: GatehouseRequest, scope: Exclude<Scope, 'address'>): readonly string[] {
    if (scope === 'account') return listed(this.ofAccount(fieldsOf(request.body)['email']));
    return secretsIn(request).flatMap((secret) => listed(this.ofSecret(secret)));
  }

  /** By where it comes from: the address and the networks around it, the narrowest first. */
  ofNetworks({ client }: GatehouseRequest): readonly NetworkKey[] {
    const ip = client?.ip ?? UNREAD_ADDRESS;
    const known = this.networks.get(ip);
    if (known) return known;
    const keys = addressPrefixes(ip).map(({ level, name }) => ({
      level,
      subject: this.hide(name),
    }));
    if (this.networks.size >= MAX_REMEMBERED) this.networks.clear();
    this.networks.set(ip, keys);
    return keys;
  }

  /** By who was found to be calling. */
  ofCaller({ principal, appPrincipal }: GatehouseRequest, scope: Scope): Subject {
    if (scope === 'account') return principal ? `user:${principal.userId}` : null;
    if (scope !== 'credential') return null;
    if (appPrincipal) return `app:${appPrincipal.tokenId}`;
    return principal ? `session:${principal.sessionId}` : null;
  }

  /** A caller behind a service that relays what it is shown: another of each service. */
  ofRelayed(serviceId: string, caller: string): string {
    return this.hide(`${serviceId} ${caller}`);
  }

  /** The account that is named, alone and with where the request comes from; `null` when none is. */
  ofSignIn(request: GatehouseRequest): LoginKeys | null {
    const email = fieldsOf(request.body)['email'];
    const account = this.ofAccount(email);
    if (typeof email !== 'string' || account === null) return null;
    const [address] = this.ofNetworks(request);
    return { email, account, accountAndAddress: `${account}:${address?.subject ?? ''}` };
  }

  /** What `atArrival` counts the account with this address by. */
  ofEmail(email: string): string | null {
    return this.ofAccount(email);
  }

  ofDevice(shown: string): string {
    return this.hide(shown);
  }

  /** One for all forms of an address that are one account, whether there is one or not. */
  private ofAccount(email: unknown): Subject {
    if (typeof email !== 'string' || email.length > ADDRESS_MAX_LENGTH) return null;
    const canonical = normaliseEmail(email)?.canonical;
    return canonical === undefined ? null : this.hide(canonical.replace(/\.(?=[^@]*@)/g, ''));
  }

  private ofSecret(value: unknown): Subject {
    return typeof value === 'string' && value !== '' ? this.hide(value) : null;
  }

  /** Redis holds neither addresses nor tokens. */
  private hide(value: string): string {
    return this.hash.nameOf(value);
  }
}

const listed = (subject: Subject): readonly string[] => (subject === null ? [] : [subject]);

/**
 * All that may be what lets the call in, each with a bucket of its own: a field that a route does not read
 * shall not hide the one that it does.
 */
function secretsIn({ body, params, headers }: GatehouseRequest): readonly unknown[] {
  const fields = fieldsOf(body);
  const refreshToken = fields['refresh_token'] ?? parseBearer(headers.authorization);
  const { token, code, challenge } = fields;
  return [refreshToken, token, code, challenge, fieldsOf(params)['token']];
}

function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  return isObject ? (body as Record<string, unknown>) : {};
}
