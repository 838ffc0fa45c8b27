import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  Arrivals,
  BEGIN_FLOW_REFUSALS,
  CALLBACK_REFUSALS,
  callbackNotForHead,
  invalidState,
  PageFlows,
} from '#api/oauth';
import { LooksAtSecret } from '#api/protection/limits';
import { Client, Public, RateClass, Refuses, SignsIn, type ClientInfo } from '#libs/access';
import { isAppError } from '#libs/kernel';
import { goalOf, fieldsOf } from '../sign-in/sign-in-goal.js';
import { signInFirst } from '../visits/page-redirects.js';
import { GoalQueryDto } from '../sign-in/goal.dto.js';
import { SignInGoals } from '../sign-in/sign-in-goals.service.js';
import { PageController, ShowsPage } from '../visits/page-route.js';
import { Visits } from '../visits/visits.service.js';
import { ArrivedActs } from './arrived-acts.service.js';
import { ArrivedSignIns } from './arrived-sign-ins.service.js';
import { isAnew } from './is-anew.js';
import { ProviderProblems } from './provider-problems.service.js';
import { ArrivalQueryDto } from './providers.dto.js';

/** Signing in by a provider at the pages: the way there, and the page at which the browser arrives. */
@ApiTags('Pages')
@Controller('sign-in')
@PageController()
export class ProviderSignInController {
  constructor(
    private readonly visits: Visits,
    private readonly goals: SignInGoals,
    private readonly flows: PageFlows,
    private readonly arrivals: Arrivals,
    private readonly signIns: ArrivedSignIns,
    private readonly acts: ArrivedActs,
    private readonly problems: ProviderProblems,
  ) {}

  /** Sends the browser to a provider to sign in, for an application or for a page of the own account. */
  @Get('with/:provider')
  @Public()
  @RateClass('read')
  @Refuses(...BEGIN_FLOW_REFUSALS, 'NAVIGATION_REQUIRED')
  @ShowsPage()
  async begin(
    @Param('provider') provider: string,
    @Query() query: GoalQueryDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const visit = await this.visits.of({ request, reply, client });
    const { goal, answer } = this.goals.read(visit, { ...query });
    if (goal === undefined) return answer;
    try {
      const signIn = { page: fieldsOf(goal), isAnew: isAnew(goal) };
      const { location, cookies } = await this.flows.signIn(provider, signIn, request);
      reply.header('set-cookie', [...cookies]);
      return this.visits.leave({ reply }, location);
    } catch (error) {
      if (!isAppError(error)) throw error;
      return this.problems.ofSignIn(visit, error, goal, provider);
    }
  }

  /** Ends a flow of this browser whose callback was reached: signs in, or leads on to what else is to be done. */
  @Get('provider')
  @Public()
  @SignsIn('provider')
  @LooksAtSecret()
  @Refuses(...CALLBACK_REFUSALS, 'INVALID_OAUTH_CODE')
  @ShowsPage()
  async finish(
    @Query() { flow: id }: ArrivalQueryDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    // Programs that look at links send it: it must use nothing up.
    if (request.method === 'HEAD') throw callbackNotForHead();
    const visit = await this.visits.of({ request, reply, client });
    const flow = this.arrivals.find(request.headers.cookie, id);
    if (!flow) return this.problems.ofSignIn(visit, invalidState(), goalOf(null, undefined), null);
    const { purpose } = flow;
    if (purpose.kind === 'sign-in') return this.signIns.arrive(visit, flow);
    const { session } = visit;
    if (!session) throw signInFirst();
    const own = { ...visit, session };
    return purpose.kind === 'link'
      ? this.acts.linked(own, flow)
      : this.acts.proven(own, flow, purpose.purpose);
  }
}
