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
import { LinkedDto } from './identities/identities.dto.js';
import { callbackNotForHead, invalidState } from './oauth.errors.js';
import { CallbackDto, ProviderSignedInDto } from './oauth.dto.js';
import { OAuthRefusalFilter } from './oauth-refusal.filter.js';

const CALLBACK_REFUSALS = [
  'PROVIDER_NOT_CONFIGURED',
  'INVALID_OAUTH_STATE',
  'PROVIDER_REFUSED',
  'PROVIDER_ANSWER_INVALID',
  'PROVIDER_EMAIL_MISSING',
  'PROVIDER_MISCONFIGURED',
  'PROVIDER_FAILED',
  'PROVIDER_UNAVAILABLE',
  'PROVIDER_TIMEOUT',
  'REGISTRATION_DISABLED',
  'EMAIL_NOT_VERIFIED',
  'ACCOUNT_DISABLED',
  'SECOND_FACTOR_REQUIRED',
  'FACTOR_REQUIRED',
  'SIGN_IN_CONFIRMATION_REQUIRED',
  'INVALID_CREDENTIALS',
  'INVALID_TARGET',
  'LINK_REQUIRED',
  'IDENTITY_TAKEN',
  'PROOF_OF_ANOTHER_ACCOUNT',
  'REAUTHENTICATION_REQUIRED',
  'SESSION_ENDED',
  'METHOD_NOT_ALLOWED',
] as const;

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
  ) {}

  /** Finishes a sign-in by a provider. Answers tokens as JSON, or sends the browser on to the application with a one-time code. */
  @Get(':provider/callback')
  @HttpCode(200)
  @Public()
  @SignsIn('provider')
  @LooksAtSecret()
  @ApiOkResponse({ schema: { oneOf: FINISHED } })
  @ApiFoundResponse({ description: TO_APPLICATION })
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
    // Over, however it ends; others of this browser go on.
    reply.header('set-cookie', this.cookies.clear(flow.state));
    this.redirects.note(request, flow.purpose);
    const outcome = await this.flows.finish(flow, callback);
    if ('body' in outcome) return outcome.body;
    reply.code(302).header('location', outcome.location);
    return undefined;
  }
}

/** A JSON body could bring anything. */
function onlyTexts(given: object): Record<string, string> {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  if (entries.some(([, value]) => typeof value !== 'string')) throw invalidState();
  return Object.fromEntries(entries);
}
