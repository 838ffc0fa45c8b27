import { PROOF_PURPOSES, type ProofPurpose } from '#libs/access';
import { Resource, SignedInDto } from '#api/auth';
import { Allow, IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';

/** How an application begins a sign-in. */
export class BeginSignInDto {
  /**
   * Where to come back to with a one-time code: one of OAUTH_REDIRECT_URIS, letter by letter (of
   * `http://127.0.0.1` and `http://[::1]` the port is free). Without it the callback answers the tokens as JSON.
   * @example 'https://app.example.com/signed-in'
   */
  @IsOptional()
  @IsString()
  @MaxLength(2048)
  redirect_uri?: string;

  /**
   * S256 of a verifier that must be shown with the code. Required for a `redirect_uri` that is not https, recommended for all.
   * @example 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
   */
  @IsOptional()
  @Matches(/^[A-Za-z0-9_-]{43}$/, { message: 'code_challenge must be an S256 challenge' })
  code_challenge?: string;

  /** @example 'S256' */
  @IsOptional()
  @IsIn(['S256'], { message: 'code_challenge_method must be S256' })
  code_challenge_method?: 'S256';

  /**
   * Given back beside the code, so that the application knows its own flow again.
   * @example 'af0ifjsldkj'
   */
  @IsOptional()
  @IsString()
  @MaxLength(512)
  state?: string;

  /**
   * The name of the one service that the access token is for, as at POST /api/auth/login. With a redirect_uri it counts
   * unless the trade of the code names another.
   * @example 'orders'
   */
  @IsOptional()
  @IsString({ message: 'resource must be one text' })
  @MaxLength(200)
  resource?: string;
}

/** The answer of the original service's callback. */
export class ProviderSignedInDto extends SignedInDto {
  /** @example 'Authentication successful' */
  message!: string;
}

/** What a provider sends the browser back with; judged by what the flow was begun with. */
export class CallbackDto {
  /** @example 'n0esc3NRze7LTCu7iYzS6a5acc3f0ogp4' */
  @Allow()
  code?: string;

  /** @example 'xcoVv98y2kd44vuqwye3kcq' */
  @Allow()
  state?: string;

  /** @example 'access_denied' */
  @Allow()
  error?: string;

  /**
   * For the log of the server alone.
   * @example 'AADSTS65004: User declined to consent to access the app.'
   */
  @Allow()
  error_description?: string;

  /**
   * Facebook's, where it gives no `error`.
   * @example '1349168'
   */
  @Allow()
  error_code?: string;

  /** @example 'App Not Setup: This app is still in development mode.' */
  @Allow()
  error_message?: string;

  /**
   * RFC 9207.
   * @example 'https://accounts.google.com'
   */
  @Allow()
  iss?: string;

  /**
   * Apple's, at the first sign-in.
   * @example '{"name":{"firstName":"Anna","lastName":"Lind"}}'
   */
  @Allow()
  user?: string;
}

export class TradeCodeDto {
  /** @example 'Zr0mXk3cV9b1uT7yQe5wLp2nSd8fHj6aKg4oIi-B_xE' */
  @IsString()
  @MaxLength(128)
  code!: string;

  /**
   * Of the challenge that the sign-in was begun with.
   * @example 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
   */
  @IsOptional()
  @IsString()
  @MaxLength(128)
  code_verifier?: string;

  /**
   * The name of the one service that the access token is for, as at POST /api/auth/login. Nothing: what the sign-in was
   * begun with.
   * @example 'orders'
   */
  @Resource()
  resource?: string;
}

export class ProviderDto {
  /** @example 'google' */
  name!: string;

  /** @example 'Google' */
  title!: string;

  /**
   * Send the browser there to begin.
   * @example 'https://auth.example.com/api/oauth/google'
   */
  url!: string;
}

export class ProviderListDto {
  /** @example true */
  success!: boolean;

  providers!: ProviderDto[];

  /**
   * Give it as `cursor` for the next page; `null` on the last.
   * @example null
   */
  next_cursor!: string | null;
}

export class BeginProofDto extends BeginSignInDto {
  /**
   * What the proof is for; it is good for nothing else.
   * @example 'unlink_identity'
   */
  @IsIn(PROOF_PURPOSES)
  purpose!: ProofPurpose;
}
