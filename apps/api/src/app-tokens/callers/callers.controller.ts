import { Body, Controller, Delete, Get, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  Client,
  CurrentUser,
  FreshProof,
  IdParam,
  Idempotent,
  RateClass,
  Refuses,
  RequirePermission,
  type ClientInfo,
  type Principal,
} from '#libs/access';
import { Database, type Tx } from '#libs/database';
import { NEW_LIST_LIMIT, PageQuery, toPage, toPageRequest } from '#libs/paging';
import { actorOf } from '#api/rbac';
import { Services } from '#api/services';
import { MintingRights } from '../minting-rights.service.js';
import {
  CallerGrantedDto,
  CallerListDto,
  CallerShownDto,
  CallerWithdrawnDto,
  GrantCallerDto,
  toCaller,
} from './callers.dto.js';
import { CallerGrantReplay } from '../minting-replay.service.js';
import { Callers } from './callers.service.js';
import { DeclaredScopes } from './declared-scopes.service.js';

/** What the application tokens of other services may do at a service. */
@ApiTags('Callers')
@Controller('api/roles/service/:service_id/callers')
export class CallersController {
  constructor(
    private readonly callers: Callers,
    private readonly declared: DeclaredScopes,
    private readonly rights: MintingRights,
    private readonly services: Services,
    private readonly database: Database,
  ) {}

  /** Lists the services that are granted anything here. */
  @Get()
  @RequirePermission('token:read', { service: 'path:service_id' })
  @RateClass('read')
  @Refuses('SERVICE_NOT_FOUND')
  async list(
    @IdParam('service_id') serviceId: string,
    @Query() query: PageQuery,
  ): Promise<CallerListDto> {
    await this.services.get(this.database.pool, serviceId);
    const request = toPageRequest(query, NEW_LIST_LIMIT);
    const found = await this.callers.list(serviceId, request);
    const { items, next_cursor } = toPage(request, found, toCaller);
    const declared = await this.declared.find(serviceId);
    return {
      success: true,
      callers: items,
      declared_scopes: declared && [...declared],
      next_cursor,
    };
  }

  /** Shows what one service is granted here. */
  @Get(':caller_service_id')
  @RequirePermission('token:read', { service: 'path:service_id' })
  @RateClass('read')
  @Refuses('CALLER_NOT_FOUND')
  async show(
    @IdParam('service_id') serviceId: string,
    @IdParam('caller_service_id') callerId: string,
  ): Promise<CallerShownDto> {
    return { success: true, caller: toCaller(await this.callers.get({ serviceId, callerId })) };
  }

  /** Lets a service's tokens in here, with these of their scopes; replaces what was granted before. */
  @Put(':caller_service_id')
  @RequirePermission('token:write', { service: 'path:service_id' })
  @FreshProof('grant_caller')
  @Idempotent({ check: CallerGrantReplay })
  @RateClass('write')
  @Refuses('SERVICE_NOT_FOUND', 'CALLER_IS_SERVICE', 'UNKNOWN_SCOPE', 'REAUTHENTICATION_REQUIRED')
  async grant(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @IdParam('service_id') serviceId: string,
    @IdParam('caller_service_id') callerId: string,
    @Body() { scopes }: GrantCallerDto,
  ): Promise<CallerGrantedDto> {
    const acting = { principal, client };
    const by = {
      actor: actorOf(acting),
      client,
      // As with a minted token: the grant outlives the session that made it.
      useProof: (tx: Tx) => this.rights.useProof(tx, acting, 'grant_caller'),
    };
    const caller = await this.callers.grant(by, { serviceId, callerId }, scopes);
    return { success: true, message: 'Caller granted successfully', caller: toCaller(caller) };
  }

  /** Takes all that a service was granted here; its tokens are refused by every guard within the second. */
  @Delete(':caller_service_id')
  @RequirePermission('token:write', { service: 'path:service_id' })
  @RateClass('write')
  @Refuses('CALLER_NOT_FOUND')
  async withdraw(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @IdParam('service_id') serviceId: string,
    @IdParam('caller_service_id') callerId: string,
  ): Promise<CallerWithdrawnDto> {
    const by = { actor: actorOf({ principal, client }), client };
    await this.callers.withdraw(by, { serviceId, callerId });
    return { success: true, message: 'Caller withdrawn successfully' };
  }
}
