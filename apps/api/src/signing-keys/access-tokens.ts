/** What an access token is made for. */
export interface AccessTokenRequest {
  readonly userId: string;
  readonly sessionId: string;
  /** When the person last proved who they are, seconds since the epoch. */
  readonly authTime: number;
  /** How (RFC 8176), e.g. `['pwd']`. */
  readonly amr: readonly string[];
  readonly ttlSeconds: number;
  /** The one service that it is for (RFC 8707); `null`: the audience of this installation, Gatehouse's own API with it. */
  readonly service: TokenService | null;
}

/** A service as an access token names it. */
export interface TokenService {
  readonly id: string;
  readonly name: string;
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
  /** `JWT_AUDIENCE`; the name of the service in a token that has a `service_id`. */
  readonly aud: string;
  /**
   * In a token for one service alone: which it is. The name in `aud` may become another service's while the token lives;
   * the id never does.
   */
  readonly service_id?: string;
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
   * The claims of a token that this server signed with a key that is accepted now, and that has not expired, whatever it
   * is for: one with a `service_id` is for that service and for nobody else. The same token costs a signature only once per process.
   * @throws AppError `INVALID_TOKEN`, the same for every defect
   */
  abstract verify(token: string): Promise<AccessTokenClaims>;
}
