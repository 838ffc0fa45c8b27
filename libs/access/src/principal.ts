/** A person's account, as it was when the caller was let in. */
export interface PrincipalAccount {
  /** As typed. */
  readonly email: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly isEmailVerified: boolean;
  readonly createdAt: Date;
  readonly lastLogin: Date | null;
}

/** Who a verified access token speaks for, with the session found alive. */
export interface Principal {
  readonly userId: string;
  readonly sessionId: string;
  /** The access token's `jti`. */
  readonly tokenId: string;
  /** When the person last proved who they are (RFC 9068 `auth_time`), seconds since the epoch. */
  readonly authTime: number;
  /** How (RFC 8176), e.g. `['pwd']`. */
  readonly amr: readonly string[];
  /** Whole seconds since the epoch. */
  readonly expiresAt: number;
  /** Read with the decision, so that showing it asks nothing more. */
  readonly account: PrincipalAccount;
}

/** A service that has shown an application token. */
export interface AppPrincipal {
  readonly tokenId: string;
  readonly tokenName: string;
  readonly serviceId: string;
  readonly scopes: readonly string[];
  /** CIDR blocks that it may be used from; empty: from everywhere. */
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
  /** `null` when it never expires. */
  readonly expiresAt: Date | null;
}

/** How the credential of a device comes with a request and goes with its answer. */
export interface DeviceChannel {
  /** As it was sent, nobody has looked at it yet; or what was given since. */
  readonly shown: string | null;
  /** The device keeps it from now on. */
  give(credential: string): void;
}

/** From where a request came, for sessions, audit and limits. */
export interface ClientInfo {
  /** The peer's address, or the forwarded one when the proxy is trusted. */
  readonly ip: string;
  readonly userAgent: string | null;
  readonly requestId: string;
  /** Absent when it did not come over HTTP. */
  readonly device?: DeviceChannel;
  /** What it shows as its fresh proof (`Gatehouse-Proof`): nobody has looked at it yet. Absent when it shows none. */
  readonly proof?: string;
  /** Whether it brings a solved challenge by which it may go on where others wait; for so many only. */
  readonly mayPass?: () => Promise<boolean>;
  /** It has brought the solution of a challenge, which was good. */
  readonly hasSolved?: boolean;
  /** Aborted when nobody waits for the answer any more. Absent when it did not come over HTTP. */
  readonly gone?: () => AbortSignal;
}
