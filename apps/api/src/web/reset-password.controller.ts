import { Body, Controller, Get, HttpCode, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PasswordReset } from '#api/auth';
import { AcceptsForm, Client, Public, RateClass, Refuses, type ClientInfo } from '#libs/access';
import { LooksAtSecret } from '#api/protection/limits';
import { addressWith } from '#api/platform/html';
import { isAppError, isId, type AppError } from '#libs/kernel';
import { assertTyped, assertTypedTwice, sentencesOf } from './new-password.page.js';
import { PageProblemFilter } from './page-problem.filter.js';
import { ShownRefusal } from './shown-refusal.js';
import { LinkQueryDto, ResetFormDto } from './pages.dto.js';
import { Pages } from './pages.service.js';
import { deadResetLink, KEEP, passwordSet, resetForm } from './reset-password.page.js';

/** What the form is made from. */
interface Shown {
  readonly token: string;
  readonly client: ClientInfo;
  readonly keep: readonly string[];
  readonly error?: AppError;
}

/** The page that the link of a reset mail opens. */
@ApiTags('Pages')
@Controller('reset-password')
@UseFilters(PageProblemFilter)
export class ResetPasswordController {
  constructor(
    private readonly pages: Pages,
    private readonly passwords: PasswordReset,
  ) {}

  /** Shows the page for a new password. Opening it uses nothing up. */
  @Get()
  @Public()
  @RateClass('read')
  @Refuses('INVALID_RESET_TOKEN')
  @ApiProduces('text/html')
  show(
    @Query() { token = '' }: LinkQueryDto,
    @Client() client: ClientInfo,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.form(reply, { token, client, keep: [] });
  }

  /** Sets a new password from the page. A password that is refused leaves the token as it is. */
  @Post()
  @HttpCode(200)
  @Public()
  @LooksAtSecret()
  @AcceptsForm()
  @Refuses('INVALID_RESET_TOKEN', 'PASSWORD_UNACCEPTABLE', 'HASH_QUEUE_FULL', 'CROSS_SITE_FORM')
  @ApiProduces('text/html')
  async reset(
    @Body() { token = '', ...typed }: ResetFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    this.pages.assertOwnForm(request);
    const keep = checkedIds(request.body);
    try {
      const password = typedPassword(typed);
      const reset = await this.passwords.reset({ token, password, keep }, client);
      const say = this.pages.sayTo(reply);
      const body = passwordSet(say, reset, this.pages.path('/sign-in'));
      return this.pages.send(reply, say, { title: say('resetDoneTitle'), body });
    } catch (error) {
      if (!isAppError(error)) throw error;
      if (error.code === 'INVALID_RESET_TOKEN') throw new ShownRefusal(error, this.dead(reply));
      if (error.code !== 'PASSWORD_UNACCEPTABLE') throw error;
      throw new ShownRefusal(error, await this.form(reply, { token, client, keep, error }));
    }
  }

  private async form(reply: FastifyReply, { token, client, keep, error }: Shown) {
    const view = await this.passwords.look(token, client);
    if (view === null) return this.dead(reply);
    const action = this.pages.path('/reset-password');
    const kept = new Set(keep);
    const say = this.pages.sayTo(reply, view.locale);
    const problems = error ? sentencesOf(say, error) : [];
    return this.pages.send(reply, say, {
      status: error ? 400 : 200,
      title: say('resetTitle'),
      body: resetForm(say, { action, token, ...view, problems, kept }),
      again: addressWith(action, { token }),
    });
  }

  private dead(reply: FastifyReply): string {
    const say = this.pages.sayTo(reply);
    const body = deadResetLink(say, this.pages.path('/forgot-password'));
    return this.pages.send(reply, say, { status: 400, title: say('resetTitle'), body });
  }
}

/** The ids whose boxes were checked; fields of other names are ignored. */
function checkedIds(body: unknown): string[] {
  const fields = typeof body === 'object' && body !== null ? Object.keys(body) : [];
  const named = fields.filter((name) => name.startsWith(KEEP));
  return named.map((name) => name.slice(KEEP.length)).filter(isId);
}

/** @throws AppError `PASSWORD_UNACCEPTABLE` */
function typedPassword({ password = '', password_repeat }: ResetFormDto): string {
  assertTyped(password);
  assertTypedTwice(password, password_repeat);
  return password;
}
