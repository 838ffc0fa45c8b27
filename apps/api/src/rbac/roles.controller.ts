import { Body, Controller, Delete, Get, Post, Put, Query } from '@nestjs/common';
import { ApiBody, ApiExtraModels, ApiOkResponse, ApiTags, getSchemaPath } from '@nestjs/swagger';
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
import { EVERYTHING, PageQuery, toPage, toPageRequest } from '#libs/paging';
import { GrantingReplay, RoleActs } from './role-acts.service.js';
import { RolePreview, type Preview } from './role-preview.service.js';
import {
  CreateRoleDto,
  DryRunQuery,
  RoleListDto,
  RolePreviewDto,
  RoleRemovedDto,
  RoleUpdatedDto,
  RoleWrittenDto,
  UpdateRoleDto,
} from './roles.dto.js';
import { Roles, type RoleFields } from './roles.service.js';
import { toRole } from './to-rbac.js';

/** The roles of each service. */
@ApiTags('Roles')
@ApiExtraModels(RolePreviewDto, RoleUpdatedDto, RoleRemovedDto)
@Controller('api/roles')
export class RolesController {
  constructor(
    private readonly roles: Roles,
    private readonly acts: RoleActs,
    private readonly preview: RolePreview,
  ) {}

  /** Lists the roles of a service. */
  @Get('service/:service_id')
  @RequirePermission('role:read', { service: 'path:service_id' })
  @RateClass('read')
  @Refuses('SERVICE_NOT_FOUND')
  async list(
    @IdParam('service_id') serviceId: string,
    @Query() query: PageQuery,
  ): Promise<RoleListDto> {
    const request = toPageRequest(query, EVERYTHING);
    const found = await this.roles.list(serviceId, request);
    const { items, next_cursor } = toPage(request, found, toRole);
    return { success: true, roles: items, next_cursor };
  }

  /** Makes a role in a service. */
  @Post('service/:service_id')
  @RequirePermission('role:write', { service: 'path:service_id' })
  @Idempotent({ check: GrantingReplay })
  @RateClass('write')
  @Refuses('SERVICE_NOT_FOUND', 'UNKNOWN_PERMISSION', 'GRANT_DENIED', 'ROLE_NAME_TAKEN')
  async create(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @IdParam('service_id') serviceId: string,
    @Body() body: CreateRoleDto,
  ): Promise<RoleWrittenDto> {
    const fields = { ...fieldsOf(body), name: body.name };
    const id = await this.acts.create({ principal, client }, serviceId, fields);
    return { success: true, message: 'Role created successfully', role_id: id };
  }

  /** Changes a role. Fields that are not given stay; `?dry_run=true` answers who would gain and lose what, and changes nothing. */
  @Put(':role_id')
  @ApiBody({
    type: UpdateRoleDto,
    examples: {
      describe: { summary: 'A new description', value: { description: 'Edits orders' } },
    },
  })
  @RequirePermission('role:write', { service: 'role:role_id' })
  @FreshProof('grant_role', {
    when: 'Wanted when the role gets `role:write`, `token:write` or `user:delete` by the change, or holds one and no longer requires two factors.',
  })
  @RateClass('write')
  @Refuses(
    'ROLE_NOT_FOUND',
    'ADMIN_ROLE_PROTECTED',
    'UNKNOWN_PERMISSION',
    'GRANT_DENIED',
    'ACCOUNT_HOLDS_MORE',
    'ROLE_NAME_TAKEN',
  )
  @ApiOkResponse({
    schema: {
      anyOf: [{ $ref: getSchemaPath(RolePreviewDto) }, { $ref: getSchemaPath(RoleUpdatedDto) }],
    },
  })
  async update(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @IdParam('role_id') id: string,
    @Query() { dry_run }: DryRunQuery,
    @Body() body: UpdateRoleDto,
  ): Promise<RoleUpdatedDto | RolePreviewDto> {
    const acting = { principal, client };
    if (dry_run === 'true')
      return toPreview(id, await this.preview.ofChange(acting, id, fieldsOf(body)));
    await this.acts.change(acting, id, fieldsOf(body));
    return { success: true, message: 'Role updated successfully', role_id: id };
  }

  /** Deletes a role and its assignments; `?dry_run=true` answers who would lose what, and changes nothing. */
  @Delete(':role_id')
  @RequirePermission('role:delete', { service: 'role:role_id' })
  @RateClass('write')
  @Refuses(
    'ROLE_NOT_FOUND',
    'DEFAULT_ROLE_PROTECTED',
    'ADMIN_ROLE_PROTECTED',
    'GRANT_DENIED',
    'ACCOUNT_HOLDS_MORE',
  )
  @ApiOkResponse({
    schema: {
      anyOf: [{ $ref: getSchemaPath(RolePreviewDto) }, { $ref: getSchemaPath(RoleRemovedDto) }],
    },
  })
  async remove(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @IdParam('role_id') id: string,
    @Query() { dry_run }: DryRunQuery,
  ): Promise<RoleRemovedDto | RolePreviewDto> {
    const acting = { principal, client };
    if (dry_run === 'true') return toPreview(id, await this.preview.ofRemoval(acting, id));
    await this.acts.remove(acting, id);
    return { success: true, message: 'Role deleted successfully' };
  }
}

function fieldsOf({ name, description, permissions, requires_mfa }: UpdateRoleDto): RoleFields {
  return {
    ...(name != null && { name }),
    ...(description !== undefined && { description }),
    ...(permissions != null && { permissions }),
    ...(requires_mfa != null && { requiresMfa: requires_mfa }),
  };
}

function toPreview(roleId: string, { effects, isTruncated }: Preview): RolePreviewDto {
  return {
    success: true,
    message: 'Nothing was changed',
    dry_run: true,
    role_id: roleId,
    truncated: isTruncated,
    effects: effects.map(({ userId, unitId, gains, loses, aal2Gains, aal2Loses }) => ({
      user_id: userId,
      ...(unitId !== undefined && { unit_id: unitId }),
      gains: [...gains],
      loses: [...loses],
      aal2_gains: [...aal2Gains],
      aal2_loses: [...aal2Loses],
    })),
  };
}
