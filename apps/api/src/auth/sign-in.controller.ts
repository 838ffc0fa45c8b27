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
import { LooksAtSecret } from '#api/protection/limits';
import { EndSessions } from '#api/sessions';
import { assertCredentialsGiven } from './fields.js';
import { Login } from './login.service.js';
import { MessageDto } from './registration.dto.js';
import { SessionTokens } from './session-tokens.service.js';
import { LoginDto, RefreshDto, SignedInDto, TokensDto, SignInAnswerDto } from './sign-in.dto.js';
import { SignInAnswers } from './sign-in-answers.service.js';

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
    'SECOND_FACTOR_REQUIRED',
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
  @SignedIn({ whileEnrolling: true })
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
  @LooksAtSecret()
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

/** The owner's answer to the mail about an unusual sign-in. */
@ApiTags('Devices')
@Controller('api/auth/sign-ins')
export class SignInAnswersController {
  constructor(private readonly answers: SignInAnswers) {}

  /** Undoes a sign-in by the mailed token. Every session ends, and the password must be reset. */
  @Post('deny')
  @HttpCode(200)
  @Public()
  @LooksAtSecret()
  @Refuses('INVALID_SIGN_IN_LINK', 'RECOVERY_MAIL_HELD_BACK')
  async deny(
    @Body() { token }: SignInAnswerDto,
    @Client() client: ClientInfo,
  ): Promise<MessageDto> {
    await this.answers.deny(token, client);
    return { success: true, message: 'Everybody is signed out. Choose a new password' };
  }

  /** Lets a device in by the mailed token; then it signs in again. */
  @Post('confirm')
  @HttpCode(200)
  @Public()
  @LooksAtSecret()
  @Refuses('INVALID_SIGN_IN_LINK')
  async confirm(
    @Body() { token }: SignInAnswerDto,
    @Client() client: ClientInfo,
  ): Promise<MessageDto> {
    await this.answers.confirm(token, client);
    return { success: true, message: 'The sign-in is confirmed, sign in again' };
  }
}
