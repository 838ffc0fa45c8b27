/** What an access token is made for. */
export interface AccessTokenRequest {
  readonly userId: string;
  readonly sessionId: string;
  /** When the person last proved who they are, seconds since the epoch. */
  readonly authTime: number;
  /** How (RFC 8176), e.g. `['pwd']`. */
  readonly amr: readonly string[];
  readonly ttlSeconds: number;
}

/** A signed access token and what its bearer is told of it. */
export interface IssuedAccessToken {
  readonly token: string;
  /** The token's `jti`. */
  readonly tokenId: string;
  /** Whole seconds since the epoch. */
  readonly expiresAt: number;
  readonly expiresInSeconds: number;
}

/** Identity alone: no address, no name, no role. */
export interface AccessTokenClaims {
  readonly iss: string;
  readonly aud: string;
  /** The user's id. */
  readonly sub: string;
  /** The session's id. */
  readonly sid: string;
  readonly jti: string;
  readonly iat: number;
  readonly exp: number;
  readonly auth_time: number;
  readonly amr: readonly string[];
}

/**
 * Signs and verifies access tokens (RFC 9068 profile, ES256). Knows nothing of sessions: whether the
 * token's session is alive is the caller's question.
 */
export abstract class AccessTokens {
  /** To be called outside of transactions: a key's first token of a longer life is noted in the database. */
  abstract issue(request: AccessTokenRequest): Promise<IssuedAccessToken>;

  /**
   * The claims of a token that this server signed with a key that is accepted now, and that has not expired.
   * The same token costs a signature only once per process.
   * @throws AppError `INVALID_TOKEN`, the same for every defect
   */
  abstract verify(token: string): Promise<AccessTokenClaims>;
}
