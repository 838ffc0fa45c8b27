import type { Language } from '#libs/languages';
import type { Acr } from './authentication-context.js';

/** A user's account at the time of admission. */
export interface PrincipalAccount {
  /** As typed. */
  readonly email: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly isEmailVerified: boolean;
  /** The language of the user, as a BCP 47 tag; `null` when none was chosen. */
  readonly locale: string | null;
  readonly createdAt: Date;
  readonly lastLogin: Date | null;
}

/** The user of a verified access token whose session has not ended. */
export interface Principal {
  readonly userId: string;
  readonly sessionId: string;
  /** The access token's `jti`. */
  readonly tokenId: string;
  /** When the user last authenticated (RFC 9068 `auth_time`), seconds since the epoch. */
  readonly authTime: number;
  /** The authentication methods (RFC 8176), e.g. `['pwd']`. */
  readonly amr: readonly string[];
  /** The level of the authentication (RFC 9068 `acr`). */
  readonly acr: Acr;
  /** Whole seconds since the epoch. */
  readonly expiresAt: number;
  /** Read together with the access decision, so that showing it needs no further query. */
  readonly account: PrincipalAccount;
}

/** A service authenticated by an application token. */
export interface AppPrincipal {
  readonly tokenId: string;
  readonly tokenName: string;
  readonly serviceId: string;
  readonly scopes: readonly string[];
  /** CIDR blocks that it may be used from; empty for any network. */
  readonly allowedNetworks: readonly string[];
  /** The service that the token belongs to. */
  readonly service: {
    readonly id: string;
    readonly name: string;
    readonly description: string | null;
    readonly isActive: boolean;
    readonly createdAt: Date;
    readonly updatedAt: Date;
  };
  /** `null` if it never expires. */
  readonly expiresAt: Date | null;
}

/** Receives the credential of a device with a request and sends one with its response. */
export interface DeviceChannel {
  /** The received credential, not verified, or the one given since. */
  readonly shown: string | null;
  /** Sends a credential, which the device stores. */
  give(credential: string): void;
}

/** The client of a request, for sessions, audit and limits. */
export interface ClientInfo {
  /** The peer's address, or the forwarded one if the proxy is trusted. */
  readonly ip: string;
  readonly userAgent: string | null;
  readonly requestId: string;
  /** The language that the request asks for; `null` when it asks for none of ours. Absent without HTTP. */
  readonly language?: Language | null;
  /** Absent if the request did not come over HTTP. */
  readonly device?: DeviceChannel;
  /** The fresh proof in the request (`Gatehouse-Proof`), not verified. Absent if there is none. */
  readonly proof?: string | undefined;
  /** Whether the request has a solved challenge that lets it skip a wait; limited in number. Set by a guard. */
  mayPass?: (() => Promise<boolean>) | undefined;
  /** Whether the request had a valid solution of a challenge. Set by a guard. */
  hasSolved?: boolean;
  /** Aborted when the client disconnects. Absent if the request did not come over HTTP. */
  gone?(): AbortSignal;
}
