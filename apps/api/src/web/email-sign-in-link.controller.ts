import { Controller, Get, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ClientNonces, EmailSignIn } from '#api/auth';
import { Public, RateClass, Refuses } from '#libs/access';
import { codeHint, deadSignInLink, wrongBrowser } from './email-sign-in.page.js';
import { PageProblemFilter } from './page-problem.filter.js';
import { LinkQueryDto } from './pages.dto.js';
import { Pages } from './pages.service.js';

/** The page that the link of a mail with a code to sign in opens, unless an application has one of its own. */
@ApiTags('Pages')
@Controller('sign-in-by-mail')
@UseFilters(PageProblemFilter)
export class EmailSignInLinkController {
  constructor(
    private readonly pages: Pages,
    private readonly signIns: EmailSignIn,
    private readonly nonces: ClientNonces,
  ) {}

  /**
   * Shows where the code is to be typed. Mail scanners and previews that open the link use nothing up, and no browser is
   * signed in by it.
   */
  @Get()
  @Public()
  @RateClass('read')
  @Refuses('INVALID_SIGN_IN_CODE', 'SIGN_IN_OF_ANOTHER_CLIENT')
  @ApiProduces('text/html')
  async show(
    @Query() { token = '' }: LinkQueryDto,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Req() { headers }: FastifyRequest,
  ): Promise<string> {
    const found = await this.signIns.look(token, this.nonces.of(headers.cookie));
    const say = this.pages.sayTo(reply, found?.locale);
    const title = say('mailSignInTitle');
    if (!found)
      return this.pages.send(reply, say, { status: 401, title, body: deadSignInLink(say) });
    if (found.isOwn) return this.pages.send(reply, say, { title, body: codeHint(say) });
    return this.pages.send(reply, say, { status: 403, title, body: wrongBrowser(say) });
  }
}
