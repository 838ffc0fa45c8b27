import { Body, Controller, Delete, Get, Post, Put, Query } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import {
  Client,
  CurrentUser,
  IdParam,
  Idempotent,
  RateClass,
  Refuses,
  RequirePermission,
  SignedIn,
  type ClientInfo,
  type Principal,
} from '#libs/access';
import { Database } from '#libs/database';
import { EVERYTHING, PageQuery, toPage, toPageRequest } from '#libs/paging';
import {
  CreateServiceDto,
  ServiceListDto,
  Services,
  ServiceWrittenDto,
  toService,
  UpdateServiceDto,
} from '#api/services';
import { Assignments } from './assignments.service.js';
import { DoneDto, ServicesOfUserDto } from './roles.dto.js';
import { ServiceRegistration } from './service-registration.service.js';
import { toServiceOfUser } from './to-rbac.js';

/**
 * The register of services. It stands in `rbac` and not in `services`, which stands below: a service is made with its roles,
 * and removed by the rights of its actor.
 */
@ApiTags('Services')
@Controller('api/roles/services')
export class ServicesController {
  constructor(
    private readonly database: Database,
    private readonly services: Services,
    private readonly registration: ServiceRegistration,
    private readonly assignments: Assignments,
  ) {}

  /** Lists all services. */
  @Get()
  @RequirePermission('service:read')
  @RateClass('read')
  @Refuses()
  async list(@Query() query: PageQuery): Promise<ServiceListDto> {
    const request = toPageRequest(query, EVERYTHING);
    const found = await this.services.list(this.database.pool, request);
    const { items, next_cursor } = toPage(request, found, toService);
    return { success: true, services: items, next_cursor };
  }

  /** Lists the services in which the caller has a role. */
  @Get('user')
  @SignedIn()
  @RateClass('read')
  @Refuses()
  async listOwn(
    @CurrentUser() user: Principal,
    @Query() query: PageQuery,
  ): Promise<ServicesOfUserDto> {
    const request = toPageRequest(query, EVERYTHING);
    const found = await this.assignments.listServicesOfUser(user.userId, request);
    const { items, next_cursor } = toPage(request, found, toServiceOfUser);
    return { success: true, services: items, next_cursor };
  }

  /** Registers a service, with its roles `admin`, `user` and `readonly`. */
  @Post()
  @RequirePermission('service:write')
  @Idempotent()
  @RateClass('write')
  @Refuses('SERVICE_NAME_TAKEN')
  async create(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @Body() body: CreateServiceDto,
  ): Promise<ServiceWrittenDto> {
    const { name, description = null } = body;
    const id = await this.registration.register({ principal, client }, { name, description });
    return { success: true, message: 'Service created successfully', service_id: id };
  }

  /** Changes a service. Fields that are not given stay. */
  @Put(':service_id')
  @ApiBody({
    type: UpdateServiceDto,
    examples: {
      describe: { summary: 'A new description', value: { description: 'Takes and ships orders' } },
    },
  })
  @RequirePermission('service:write')
  @RateClass('write')
  @Refuses('SERVICE_NOT_FOUND', 'SERVICE_NAME_TAKEN', 'AUTH_SERVICE_PROTECTED')
  async update(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @IdParam('service_id') id: string,
    @Body() { name, description, is_active }: UpdateServiceDto,
  ): Promise<ServiceWrittenDto> {
    const fields = {
      ...(name != null && { name }),
      ...(description !== undefined && { description }),
      ...(is_active != null && { isActive: is_active }),
    };
    await this.registration.change({ principal, client }, id, fields);
    return { success: true, message: 'Service updated successfully', service_id: id };
  }

  /** Deletes a service with its roles, permissions, assignments and tokens. */
  @Delete(':service_id')
  @RequirePermission('service:delete')
  @RateClass('write')
  @Refuses('SERVICE_NOT_FOUND', 'AUTH_SERVICE_PROTECTED', 'GRANT_DENIED')
  async remove(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @IdParam('service_id') id: string,
  ): Promise<DoneDto> {
    await this.registration.remove({ principal, client }, id);
    return { success: true, message: 'Service deleted successfully' };
  }
}
