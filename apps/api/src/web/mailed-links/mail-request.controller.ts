import { Body, Controller, Get, HttpCode, Post, Req, Res, UseFilters } from '@nestjs/common';
import { ApiBody, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { MailRequests } from '#api/auth';
import { addressWith } from '#api/platform/html';
import { AcceptsForm, Client, Public, RateClass, Refuses, type ClientInfo } from '#libs/access';
import { addressForm, mailOnItsWay } from './mail-request.page.js';
import { PageProblemFilter } from '../page-problem.filter.js';
import { AddressFormDto } from './mailed-links.dto.js';
import { Pages } from '../pages.service.js';
import { refusalOf } from '../refusal-of.js';

interface Request {
  readonly kind: 'reset_password' | 'verify_email';
  readonly path: `/${string}`;
  readonly title: 'forgotTitle' | 'verifyTitle';
  readonly intro: 'forgotIntro' | 'resendIntro';
}

const FORGOT: Request = {
  kind: 'reset_password',
  path: '/forgot-password',
  title: 'forgotTitle',
  intro: 'forgotIntro',
};

const RESEND: Request = {
  kind: 'verify_email',
  path: '/resend-verification',
  title: 'verifyTitle',
  intro: 'resendIntro',
};

const ANNA = {
  type: AddressFormDto,
  examples: { anna: { summary: 'An address', value: { email: 'anna@example.org' } } },
};

/** The pages that ask for a mail: after a link that no longer works, or from the mail that says that there is an account already. */
@ApiTags('Pages')
@Controller()
@UseFilters(PageProblemFilter)
export class MailRequestController {
  constructor(
    private readonly pages: Pages,
    private readonly requests: MailRequests,
  ) {}

  /** Shows the page to ask for a reset link. */
  @Get('forgot-password')
  @Public()
  @RateClass('read')
  @Refuses()
  @ApiProduces('text/html')
  forgotForm(
    @Client() client: ClientInfo,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.form(reply, FORGOT, client);
  }

  /** Mails a reset link, and answers a page. The page is the same whether the address has an account or not. */
  @Post('forgot-password')
  @ApiBody(ANNA)
  @HttpCode(200)
  @Public()
  @RateClass('mail')
  @AcceptsForm()
  @Refuses('VALIDATION_FAILED', 'CROSS_SITE_FORM')
  @ApiProduces('text/html')
  forgot(
    @Body() body: AddressFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    this.pages.assertOwnForm(request);
    return this.submit(reply, FORGOT, body, client);
  }

  /** Shows the page to ask for a verification link. */
  @Get('resend-verification')
  @Public()
  @RateClass('read')
  @Refuses()
  @ApiProduces('text/html')
  resendForm(
    @Client() client: ClientInfo,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.form(reply, RESEND, client);
  }

  /** Mails a new verification link, and answers a page. The page is the same whether the address has an account that needs one or not. */
  @Post('resend-verification')
  @ApiBody(ANNA)
  @HttpCode(200)
  @Public()
  @RateClass('mail')
  @AcceptsForm()
  @Refuses('VALIDATION_FAILED', 'CROSS_SITE_FORM')
  @ApiProduces('text/html')
  resend(
    @Body() body: AddressFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    this.pages.assertOwnForm(request);
    return this.submit(reply, RESEND, body, client);
  }

  private async submit(
    reply: FastifyReply,
    { kind, title, ...request }: Request,
    { email = '' }: AddressFormDto,
    client: ClientInfo,
  ): Promise<string> {
    const submit = () => this.requests.submit(kind, email.trim(), client);
    if (await refusalOf(['VALIDATION_FAILED'], submit))
      return this.form(reply, { kind, title, ...request }, client, email);
    const say = this.pages.sayTo(reply);
    const again = addressWith(this.pages.path(request.path));
    return this.pages.send(reply, say, { title: say(title), body: mailOnItsWay(say), again });
  }

  /** @param email what was typed, when it is no address */
  private async form(
    reply: FastifyReply,
    { path, title, intro }: Request,
    client: ClientInfo,
    email?: string,
  ): Promise<string> {
    const say = this.pages.sayTo(reply);
    const problem = email === undefined ? null : say('addressProblem');
    const action = this.pages.path(path);
    const challenge = await this.pages.findChallenge(client, say.language);
    const { html = '', policy = {} } = challenge ?? {};
    const form = { action, intro: say(intro), email: email ?? '', problem, challenge: html };
    return this.pages.send(reply, say, {
      status: problem ? 400 : 200,
      title: say(title),
      body: addressForm(say, form),
      policy,
      again: addressWith(action),
    });
  }
}
