import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Client, Public, RateClass, Refuses, SignsIn, type ClientInfo } from '#libs/access';
import { fieldRequired } from '../auth.errors.js';
import { SignedInDto } from '../sign-in.dto.js';
import { ClientNonces } from './client-nonces.service.js';
import { EMAIL_SIGN_IN_SECONDS } from './email-sign-in-codes.service.js';
import {
  AskEmailSignInDto,
  EmailSignInAskedDto,
  VerifyEmailSignInDto,
} from './email-sign-in.dto.js';
import { EmailSignIn, type ShownSignIn } from './email-sign-in.service.js';

const MAILED = 'If your email is registered, you will receive a code to sign in';

/** Sign-in by a code or a link that is mailed. */
@ApiTags('Sign-in')
@Controller('api/auth/login/email')
export class EmailSignInController {
  constructor(
    private readonly signIns: EmailSignIn,
    private readonly nonces: ClientNonces,
  ) {}

  /**
   * Mails a code and a link to sign in, if the address has an account. The answer is always the same. Only the client that
   * asked can use them; a newer request ends the older one.
   */
  @Post()
  @HttpCode(200)
  @Public()
  @RateClass('mail')
  @Refuses('EMAIL_SIGN_IN_DISABLED', 'INVALID_TARGET')
  async ask(
    @Body() { email, resource }: AskEmailSignInDto,
    @Client() client: ClientInfo,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Req() { headers }: FastifyRequest,
  ): Promise<EmailSignInAskedDto> {
    const nonce = await this.signIns.ask(email, resource, client);
    reply.header('set-cookie', this.nonces.add(headers.cookie, nonce));
    return { success: true, message: MAILED, nonce, expires_in: EMAIL_SIGN_IN_SECONDS };
  }

  /**
   * Signs in by the mailed code and its address, or by the token of the mailed link, in the client that asked: it shows the
   * nonce, or the cookie. A code works once, for ten minutes and five tries. An unverified address becomes verified.
   */
  @Post('verify')
  @HttpCode(200)
  @Public()
  @SignsIn('email')
  @RateClass('login')
  @ApiBody({
    type: VerifyEmailSignInDto,
    examples: {
      code: { summary: 'By the code', value: { email: 'anna@example.org', code: '481516' } },
      link: {
        summary: 'By the link',
        value: { token: 'Zr0mXk3cV9b1uT7yQe5wLp2nSd8fHj6aKg4oIi-B_xE' },
      },
    },
  })
  @Refuses(
    'EMAIL_SIGN_IN_DISABLED',
    'INVALID_SIGN_IN_CODE',
    'SIGN_IN_OF_ANOTHER_CLIENT',
    'ACCOUNT_DISABLED',
    'INVALID_CREDENTIALS',
    'SECOND_FACTOR_REQUIRED',
    'SIGN_IN_CONFIRMATION_REQUIRED',
    'INVALID_TARGET',
  )
  verify(
    @Body() body: VerifyEmailSignInDto,
    @Client() client: ClientInfo,
    @Req() { headers }: FastifyRequest,
  ): Promise<SignedInDto> {
    const nonces = this.nonces.of(headers.cookie, body.nonce);
    return this.signIns.verify(shownIn(body, nonces), client);
  }
}

function shownIn(body: VerifyEmailSignInDto, nonces: readonly string[]): ShownSignIn {
  const { email, code, token } = body;
  if (token) return { token, nonces };
  if (!email && !code) throw fieldRequired('token');
  if (!email) throw fieldRequired('email');
  if (!code) throw fieldRequired('code');
  return { email, code: code.replaceAll(/\s/g, ''), nonces };
}
