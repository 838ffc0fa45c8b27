import {
  Body,
  Controller,
  Get,
  HttpCode,
  Param,
  Post,
  Query,
  Req,
  Res,
  UseFilters,
} from '@nestjs/common';
import {
  ApiExtraModels,
  ApiFoundResponse,
  ApiOkResponse,
  ApiResponse,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AcceptsForm, Client, Public, Refuses, SignsIn, type ClientInfo } from '#libs/access';
import { LooksAtSecret } from '#api/protection/limits';
import { ProofMadeDto } from '#api/auth';
import { FinishFlow, type CallbackBody } from './finish-flow.service.js';
import { ApplicationRedirects } from './flow/application-redirects.service.js';
import { FlowCookies } from './flow/flow-cookies.service.js';
import { CALLBACK_REFUSALS } from './flow/refusals.js';
import { LinkedDto } from './identities/identities.dto.js';
import { callbackNotForHead, invalidState } from './oauth.errors.js';
import { CallbackDto, ProviderSignedInDto } from './oauth.dto.js';
import { OAuthRefusalFilter } from './oauth-refusal.filter.js';
import { Arrivals } from './page-flows/arrivals.service.js';

const TO_PAGE = 'To the page of this server, where the flow was begun at one.';

const TO_APPLICATION =
  'To the redirect_uri: with `code`, `state` and `iss`, or with `error`, `error_description`, `error_code` (the code of the refusal), `request_id`, `state` and `iss`.';

/** By what the flow was begun for. */
const FINISHED = [ProviderSignedInDto, LinkedDto, ProofMadeDto].map((dto) => ({
  $ref: getSchemaPath(dto),
}));

/** Where providers send the browser back to. */
@ApiTags('Sign-in by providers')
@ApiExtraModels(ProviderSignedInDto, LinkedDto, ProofMadeDto)
@Controller('api/oauth')
@UseFilters(OAuthRefusalFilter)
export class CallbackController {
  constructor(
    private readonly flows: FinishFlow,
    private readonly cookies: FlowCookies,
    private readonly redirects: ApplicationRedirects,
    private readonly arrivals: Arrivals,
  ) {}

  /** Finishes a sign-in by a provider. Answers tokens as JSON, or sends the browser on to the application with a one-time code. */
  @Get(':provider/callback')
  @HttpCode(200)
  @Public()
  @SignsIn('provider')
  @LooksAtSecret()
  @ApiOkResponse({ schema: { oneOf: FINISHED } })
  @ApiFoundResponse({ description: TO_APPLICATION })
  @ApiResponse({ status: 303, description: TO_PAGE })
  @Refuses(...CALLBACK_REFUSALS)
  byQuery(
    @Param('provider') provider: string,
    @Query() query: CallbackDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CallbackBody | undefined> {
    return this.finish(provider, { ...query }, client, { request, reply });
  }

  /** Finishes a sign-in by a provider that answers by a form (Apple). Otherwise the same as by `GET`. */
  @Post(':provider/callback')
  @HttpCode(200)
  @Public()
  @SignsIn('provider')
  @LooksAtSecret()
  @AcceptsForm()
  @ApiOkResponse({ schema: { oneOf: FINISHED } })
  @ApiFoundResponse({ description: TO_APPLICATION })
  @ApiResponse({ status: 303, description: TO_PAGE })
  @Refuses(...CALLBACK_REFUSALS)
  byForm(
    @Param('provider') provider: string,
    @Body() body: CallbackDto,
    @Client() client: ClientInfo,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CallbackBody | undefined> {
    return this.finish(provider, { ...body }, client, { request, reply });
  }

  private async finish(
    provider: string,
    given: object,
    client: ClientInfo,
    { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  ): Promise<CallbackBody | undefined> {
    // Programs that look at links send it: it must use nothing up.
    if (request.method === 'HEAD') throw callbackNotForHead();
    const shown = onlyTexts(given);
    const callback = { provider, cookies: request.headers.cookie, shown, client };
    const flow = await this.flows.takeFlow(callback);
    const isOfPage = flow.purpose.page !== undefined;
    if (isOfPage) this.arrivals.note(request, flow);
    // Over, however it ends; others of this browser go on.
    else reply.header('set-cookie', this.cookies.clear(flow.state));
    this.redirects.note(request, flow.purpose);
    const outcome = await this.flows.finish(flow, callback);
    if ('body' in outcome) return outcome.body;
    if ('arrival' in outcome) this.arrivals.send(reply, flow, outcome.arrival);
    else reply.code(302).header('location', outcome.location);
    return undefined;
  }
}

/** A JSON body could bring anything. */
function onlyTexts(given: object): Record<string, string> {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  if (entries.some(([, value]) => typeof value !== 'string')) throw invalidState();
  return Object.fromEntries(entries);
}
