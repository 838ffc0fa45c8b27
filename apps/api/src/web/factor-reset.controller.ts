import { Body, Controller, Get, HttpCode, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { FactorResets } from '#api/factors';
import { AcceptsForm, Client, Public, RateClass, Refuses, type ClientInfo } from '#libs/access';
import { LooksAtSecret } from '#api/protection/limits';
import { deadObjectionLink, objected, objectForm } from './factor-reset.page.js';
import { PageProblemFilter } from './page-problem.filter.js';
import { ShownRefusal } from './shown-refusal.js';
import { LinkQueryDto, ObjectionFormDto } from './pages.dto.js';
import { Pages } from './pages.service.js';
import { refusalOf } from './refusal-of.js';

const PATH = '/object-factor-reset';

/** The page that the link of the mail about an ordered reset of factors opens. */
@ApiTags('Pages')
@Controller()
@UseFilters(PageProblemFilter)
export class FactorResetController {
  constructor(
    private readonly pages: Pages,
    private readonly resets: FactorResets,
  ) {}

  /** Shows the page to object to a reset of factors. Mail scanners and previews that open the link use nothing up. */
  @Get('object-factor-reset')
  @Public()
  @RateClass('read')
  @Refuses('INVALID_OBJECTION_TOKEN')
  @ApiProduces('text/html')
  async objectForm(
    @Query() { token = '' }: LinkQueryDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const view = await this.resets.look(token);
    if (view === null) return this.dead(reply);
    const say = this.pages.sayTo(reply, view.locale);
    const body = objectForm(say, { action: this.pages.path(PATH), token });
    return this.pages.send(reply, say, { title: say('keepFactorsTitle'), body });
  }

  /** Objects to a reset of factors. The factors stay. */
  @Post('object-factor-reset')
  @HttpCode(200)
  @Public()
  @LooksAtSecret()
  @AcceptsForm()
  @Refuses('INVALID_OBJECTION_TOKEN', 'CROSS_SITE_FORM')
  @ApiProduces('text/html')
  async object(
    @Body() { token = '' }: ObjectionFormDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    this.pages.assertOwnForm(request);
    const object = () => this.resets.object(token, client);
    const refused = await refusalOf(['INVALID_OBJECTION_TOKEN'], object);
    if (refused) throw new ShownRefusal(refused, this.dead(reply));
    const say = this.pages.sayTo(reply);
    const body = objected(say, this.pages.path('/forgot-password'));
    return this.pages.send(reply, say, { title: say('keepFactorsTitle'), body });
  }

  private dead(reply: FastifyReply): string {
    const say = this.pages.sayTo(reply);
    const body = deadObjectionLink(say, this.pages.path('/forgot-password'));
    return this.pages.send(reply, say, { status: 400, title: say('keepFactorsTitle'), body });
  }
}
