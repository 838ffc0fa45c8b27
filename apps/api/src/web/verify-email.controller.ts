import { Body, Controller, Get, HttpCode, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EmailVerification, shownProof } from '#api/auth';
import { AcceptsForm, Client, Public, RateClass, Refuses, type ClientInfo } from '#libs/access';
import { LooksAtSecret } from '#api/protection/limits';
import { addressWith } from '#api/platform/html';
import { isAppError, type AppError } from '#libs/kernel';
import { assertTypedTwice, sentencesOf } from './new-password.page.js';
import { PageProblemFilter } from './page-problem.filter.js';
import { ShownRefusal } from './shown-refusal.js';
import { LinkQueryDto, VerifyFormDto } from './pages.dto.js';
import { Pages } from './pages.service.js';
import {
  deadVerifyLink,
  proofForm,
  verified,
  verifyForm,
  type VerifyProblem,
} from './verify-email.page.js';

/** What the person can put right on the page, and where. */
const FIELDS: Readonly<Record<string, VerifyProblem['field'] | undefined>> = {
  VERIFICATION_PROOF_REQUIRED: 'password',
  WRONG_REGISTRATION_PASSWORD: 'password',
  PASSWORD_UNACCEPTABLE: 'new_password',
};

/** The page that the link of a verification mail opens. */
@ApiTags('Pages')
@Controller('verify-email')
@UseFilters(PageProblemFilter)
export class VerifyEmailController {
  constructor(
    private readonly pages: Pages,
    private readonly verification: EmailVerification,
  ) {}

  /** Shows the page to confirm an address. Mail scanners and previews that open the link use nothing up. */
  @Get()
  @Public()
  @RateClass('read')
  @Refuses('INVALID_VERIFICATION_TOKEN')
  @ApiProduces('text/html')
  show(
    @Query() { token = '' }: LinkQueryDto,
    @Client() client: ClientInfo,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.form(reply, token, client);
  }

  /** Confirms an address from the page, for the registration whose secret is shown. */
  @Post()
  @HttpCode(200)
  @Public()
  @LooksAtSecret()
  @AcceptsForm()
  @Refuses(
    'INVALID_VERIFICATION_TOKEN',
    'VERIFICATION_PROOF_REQUIRED',
    'WRONG_REGISTRATION_PASSWORD',
    'PASSWORD_UNACCEPTABLE',
    'HASH_QUEUE_FULL',
    'RECOVERY_MAIL_HELD_BACK',
    'CROSS_SITE_FORM',
  )
  @ApiProduces('text/html')
  async verify(
    @Body() { token = '', ...typed }: VerifyFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    this.pages.assertOwnForm(request);
    try {
      assertTypedTwice(typed.new_password ?? '', typed.new_password_repeat);
      await this.verification.confirm(
        token,
        shownProof(typed.password, typed.new_password),
        client,
      );
    } catch (error) {
      if (!isAppError(error)) throw error;
      if (error.code === 'INVALID_VERIFICATION_TOKEN')
        throw new ShownRefusal(error, this.dead(reply));
      const field = FIELDS[error.code];
      if (!field) throw error;
      throw new ShownRefusal(error, await this.form(reply, token, client, { field, error }));
    }
    const say = this.pages.sayTo(reply);
    const body = verified(say, this.pages.path('/sign-in'));
    return this.pages.send(reply, say, { title: say('verifyDoneTitle'), body });
  }

  private async form(
    reply: FastifyReply,
    token: string,
    client: ClientInfo,
    refused?: { readonly field: VerifyProblem['field']; readonly error: AppError },
  ): Promise<string> {
    const view = await this.verification.look(token, client);
    if (view === null) return this.dead(reply);
    const { address, isProven, locale } = view;
    const say = this.pages.sayTo(reply, locale);
    const form = { action: this.pages.path('/verify-email'), token, address };
    const body =
      isProven && !refused
        ? verifyForm(say, form)
        : proofForm(say, {
            ...form,
            problem: refused
              ? { field: refused.field, words: sentencesOf(say, refused.error) }
              : null,
          });
    return this.pages.send(reply, say, {
      status: refused?.error.entry.status ?? 200,
      title: say('verifyTitle'),
      body,
      again: addressWith(form.action, { token }),
    });
  }

  private dead(reply: FastifyReply): string {
    const say = this.pages.sayTo(reply);
    const body = deadVerifyLink(say, {
      resend: this.pages.path('/resend-verification'),
      forgot: this.pages.path('/forgot-password'),
    });
    return this.pages.send(reply, say, { status: 400, title: say('verifyTitle'), body });
  }
}
