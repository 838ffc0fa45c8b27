import { Body, Controller, Headers, HttpCode, Post } from '@nestjs/common';
import { ApiSecurity, ApiTags } from '@nestjs/swagger';
import {
  AcceptsRetryProof,
  Client,
  CurrentUser,
  Public,
  RateClass,
  Refuses,
  SignedIn,
  SignsIn,
  readIdempotencyKey,
  type ClientInfo,
  type Principal,
  parseBearer,
} from '#libs/access';
import { EndSessions } from '#api/sessions';
import { assertCredentialsGiven } from './fields.js';
import { Login } from './login.service.js';
import { MessageDto } from './registration.dto.js';
import { SessionTokens } from './session-tokens.service.js';
import { LoginDto, RefreshDto, SignedInDto, TokensDto } from './sign-in.dto.js';

/** Sign-in, sign-out and refresh of an account's sessions. */
@ApiTags('Sign-in')
@Controller('api/auth')
export class SignInController {
  constructor(
    private readonly logins: Login,
    private readonly tokens: SessionTokens,
    private readonly sessions: EndSessions,
  ) {}

  /** Signs in by address and password. Answers an access token for requests and a refresh token to go on with. */
  @Post('login')
  @HttpCode(200)
  @Public()
  @SignsIn('password')
  @RateClass('login')
  @Refuses(
    'INVALID_CREDENTIALS',
    'EMAIL_NOT_VERIFIED',
    'ACCOUNT_DISABLED',
    'SIGN_IN_CONFIRMATION_REQUIRED',
    'INVALID_TARGET',
    'HASH_QUEUE_FULL',
  )
  login(@Body() body: LoginDto, @Client() client: ClientInfo): Promise<SignedInDto> {
    assertCredentialsGiven(body);
    return this.logins.login(body, client);
  }

  /**
   * Signs out. The access and refresh tokens of this session are dead at once. A client whose access tokens are for one
   * service refreshes with `resource: auth_service` first.
   */
  @Post('logout')
  @HttpCode(200)
  @SignedIn()
  @RateClass('write')
  @Refuses()
  async logout(@CurrentUser() user: Principal, @Client() client: ClientInfo): Promise<MessageDto> {
    await this.sessions.signOut(user, client);
    return { success: true, message: 'Signed out' };
  }

  /**
   * Trades the refresh token for new tokens. Send it as Bearer or in the body. When the answer is lost, repeat the request
   * with the same token and the same `Idempotency-Key` or `X-Device-Token`: the successor comes again. Each refresh may
   * name another `resource`.
   */
  @Post('refresh')
  @HttpCode(200)
  @Public()
  @RateClass('token')
  @AcceptsRetryProof()
  @ApiSecurity('refresh-token')
  @Refuses(
    'INVALID_REFRESH_TOKEN',
    'REFRESH_TOKEN_REUSED',
    'SESSION_ENDED',
    'INVALID_TARGET',
    'SERVICE_UNAVAILABLE',
  )
  refresh(
    @Body() body: RefreshDto,
    @Client() client: ClientInfo,
    @Headers('authorization') authorization?: string,
    @Headers('idempotency-key') shownKey?: string,
  ): Promise<TokensDto> {
    const { refresh_token: refreshToken, resource } = body;
    const bearer = parseBearer(authorization);
    const idempotencyKey = readIdempotencyKey(shownKey);
    return this.tokens.refresh({ refreshToken, bearer, client, idempotencyKey, resource });
  }
}
