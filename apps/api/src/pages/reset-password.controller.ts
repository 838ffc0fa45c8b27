import { Body, Controller, Get, HttpCode, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PasswordReset } from '#api/auth';
import { AcceptsForm, Client, Public, RateClass, Refuses, type ClientInfo } from '#libs/access';
import { AppError, isAppError } from '#libs/kernel';
import { LinkOwner } from './link-owner.service.js';
import { PageProblemFilter } from './page-problem.filter.js';
import { LinkQueryDto, ResetFormDto } from './pages.dto.js';
import { Pages } from './pages.service.js';
import { deadResetLink, passwordSet, resetForm } from './reset-password.page.js';

const TITLE = 'Choose a new password';
const DIFFERENT = 'The two passwords are not the same.';
const MISSING = 'Enter a new password.';

/** Where the link of a reset mail leads. */
@ApiTags('Pages')
@Controller('reset-password')
@UseFilters(PageProblemFilter)
export class ResetPasswordController {
  constructor(
    private readonly pages: Pages,
    private readonly links: LinkOwner,
    private readonly passwords: PasswordReset,
  ) {}

  /** Shows the form for a new password; opening it uses nothing up. */
  @Get()
  @Public()
  @RateClass('read')
  @Refuses('INVALID_RESET_TOKEN')
  @ApiProduces('text/html')
  show(
    @Query() { token = '' }: LinkQueryDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.form(reply, token, []);
  }

  /** Sets the new password by the mailed token. A password that is refused leaves the token as it is. */
  @Post()
  @HttpCode(200)
  @Public()
  @RateClass('token')
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
    try {
      await this.passwords.reset(token, agreedPassword(typed), client);
    } catch (error) {
      if (!isAppError(error)) throw error;
      if (error.code === 'INVALID_RESET_TOKEN') return this.dead(reply);
      if (error.code === 'PASSWORD_UNACCEPTABLE') return this.form(reply, token, problemsOf(error));
      throw error;
    }
    return this.pages.send(reply, { title: 'New password set', body: passwordSet });
  }

  private async form(
    reply: FastifyReply,
    token: string,
    problems: readonly string[],
  ): Promise<string> {
    const address = await this.links.findAddress('reset_password', token);
    if (address === null) return this.dead(reply);
    const action = this.pages.path('/reset-password');
    const body = resetForm({ action, token, address, problems });
    return this.pages.send(reply, { status: problems.length > 0 ? 400 : 200, title: TITLE, body });
  }

  private dead(reply: FastifyReply): string {
    const body = deadResetLink(this.pages.path('/forgot-password'));
    return this.pages.send(reply, { status: 400, title: TITLE, body });
  }
}

/** What was typed twice the same; a program may leave the second away. */
function agreedPassword({ password = '', password_repeat = password }: ResetFormDto): string {
  if (password !== '' && password === password_repeat) return password;
  const detail = password === '' ? MISSING : DIFFERENT;
  throw new AppError('PASSWORD_UNACCEPTABLE', { detail });
}

const problemsOf = (error: AppError): string[] =>
  error.errors?.map(({ message }) => message) ?? [error.detail];
