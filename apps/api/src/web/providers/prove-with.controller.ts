import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BEGIN_FLOW_REFUSALS, PageFlows } from '#api/oauth';
import { Client, Public, RateClass, Refuses, type ClientInfo } from '#libs/access';
import { isAppError } from '#libs/kernel';
import { wantedOf } from '../proving/proof-wanted.js';
import { PageController, ShowsPage } from '../visits/page-route.js';
import { Visits, type PagePath } from '../visits/visits.service.js';
import { ProviderProblems } from './provider-problems.service.js';
import { ProviderProofWays } from './provider-proof-ways.service.js';
import { ProveWithQueryDto } from './providers.dto.js';

/** Showing once more who one is, by a sign-in at a linked provider. */
@ApiTags('Pages')
@Controller('account/prove/with')
@PageController()
export class ProveWithController {
  constructor(
    private readonly visits: Visits,
    private readonly ways: ProviderProofWays,
    private readonly flows: PageFlows,
    private readonly problems: ProviderProblems,
  ) {}

  /** Sends the browser to a linked provider for a fresh proof. A link of another site leads to the page that asks first. */
  @Get(':provider')
  @Public()
  @RateClass('read')
  @Refuses(...BEGIN_FLOW_REFUSALS, 'NOT_FOUND')
  @ShowsPage()
  async begin(
    @Param('provider') provider: string,
    @Query() query: ProveWithQueryDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.signedIn({ request, reply, client }, { whileEnrolling: true });
    const { purpose, next } = wantedOf(query);
    const path: PagePath = `/account/prove?${new URLSearchParams({ purpose, next }).toString()}`;
    const site = request.headers['sec-fetch-site'] ?? 'none';
    const isOurs = site === 'same-origin' || site === 'none';
    const ways = await this.ways.list(visit);
    if (!isOurs || !ways.includes(provider)) return this.visits.goTo(visit, path);
    try {
      const { cookie } = request.headers;
      const { principal } = visit.session;
      const begun = await this.flows.proof(
        provider,
        { purpose, page: { next } },
        principal,
        cookie,
      );
      reply.header('set-cookie', [...begun.cookies]);
      return this.visits.leave(visit, begun.location);
    } catch (error) {
      if (!isAppError(error)) throw error;
      return this.problems.ofAccount(visit, error, { path, words: 'backToProve' });
    }
  }
}
