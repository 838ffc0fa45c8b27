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
  type ClientInfo,
  type Principal,
} from '#libs/access';
import { EVERYTHING, toPage, toPageRequest } from '#libs/paging';
import {
  CreatePermissionDto,
  PermissionListDto,
  PermissionsQuery,
  PermissionWrittenDto,
  UpdatePermissionDto,
} from './permissions.dto.js';
import { Permissions } from './permissions.service.js';
import { DoneDto } from './roles.dto.js';
import { toPermission } from './to-rbac.js';

/** The permissions that each service knows. */
@ApiTags('Permissions')
@Controller('api/roles')
export class PermissionsController {
  constructor(private readonly permissions: Permissions) {}

  /** Lists the permissions of all services, or of one. */
  @Get('permissions')
  @RequirePermission('role:read', { service: 'query:service_id' })
  @RateClass('read')
  @Refuses('SERVICE_NOT_FOUND')
  async list(@Query() query: PermissionsQuery): Promise<PermissionListDto> {
    const request = toPageRequest(query, EVERYTHING);
    const found = await this.permissions.list(query.service_id ?? null, request);
    const { items, next_cursor } = toPage(request, found, toPermission);
    return { success: true, permissions: items, next_cursor };
  }

  /** Adds a permission to a service. */
  @Post('service/:service_id/permissions')
  @RequirePermission('role:write', { service: 'path:service_id' })
  @Idempotent()
  @RateClass('write')
  @Refuses('SERVICE_NOT_FOUND', 'PERMISSION_NAME_TAKEN')
  async create(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @IdParam('service_id') serviceId: string,
    @Body() { name, description = null }: CreatePermissionDto,
  ): Promise<PermissionWrittenDto> {
    const id = await this.permissions.create({ principal, client }, serviceId, {
      name,
      description,
    });
    return { success: true, message: 'Permission created successfully', permission_id: id };
  }

  /** Changes a permission. Fields that are not given stay. */
  @Put('service/:service_id/permissions/:permission_id')
  @ApiBody({
    type: UpdatePermissionDto,
    examples: {
      describe: {
        summary: 'A new description',
        value: { description: 'Create and change orders' },
      },
    },
  })
  @RequirePermission('role:write', { service: 'path:service_id' })
  @RateClass('write')
  @Refuses('PERMISSION_NOT_FOUND', 'PERMISSION_NAME_TAKEN', 'PERMISSION_PROTECTED', 'GRANT_DENIED')
  async update(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @IdParam('service_id') serviceId: string,
    @IdParam('permission_id') id: string,
    @Body() { name, description }: UpdatePermissionDto,
  ): Promise<PermissionWrittenDto> {
    const fields = {
      ...(name != null && { name }),
      ...(description !== undefined && { description }),
    };
    await this.permissions.change({ principal, client }, { serviceId, id }, fields);
    return { success: true, message: 'Permission updated successfully', permission_id: id };
  }

  /** Deletes a permission and takes it from every role. */
  @Delete('service/:service_id/permissions/:permission_id')
  @RequirePermission('role:write', { service: 'path:service_id' })
  @RateClass('write')
  @Refuses('PERMISSION_NOT_FOUND', 'PERMISSION_PROTECTED', 'GRANT_DENIED')
  async remove(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @IdParam('service_id') serviceId: string,
    @IdParam('permission_id') id: string,
  ): Promise<DoneDto> {
    await this.permissions.remove({ principal, client }, { serviceId, id });
    return { success: true, message: 'Permission deleted successfully' };
  }
}
