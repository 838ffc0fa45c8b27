import { Body, Controller, Delete, Get, Post, Query } from '@nestjs/common';
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
import { NEW_LIST_LIMIT, PageQuery, toPage, toPageRequest } from '#libs/paging';
import {
  DoneDto,
  GrantingReplay,
  GrantUnitRoleDto,
  toUnitRole,
  UnitAssignmentLists,
  UnitAssignments,
  UnitRoleListDto,
  UnitRoleWrittenDto,
} from '#api/rbac';

/** The roles that are held at a unit, and so in every unit below it. */
@ApiTags('Roles at units')
@Controller('api/organizations/:organization_id/roles')
export class UnitRolesController {
  constructor(
    private readonly lists: UnitAssignmentLists,
    private readonly assignments: UnitAssignments,
  ) {}

  /** Lists the roles that are held at a unit, by users and by the unit itself. */
  @Get()
  @RequirePermission('organization:read', { unit: 'path:organization_id' })
  @RateClass('read')
  @Refuses('ORGANIZATION_NOT_FOUND')
  async list(
    @IdParam('organization_id') unitId: string,
    @Query() query: PageQuery,
  ): Promise<UnitRoleListDto> {
    const request = toPageRequest(query, NEW_LIST_LIMIT);
    const found = await this.lists.listAt(unitId, request);
    const { items, next_cursor } = toPage(request, found, toUnitRole);
    return { success: true, roles: items, next_cursor };
  }

  /** Gives a role at a unit, to a member of the organization or to the unit itself. */
  @Post()
  @RequirePermission('organization:write', { unit: 'path:organization_id' })
  @FreshProof('grant_role', {
    when: 'Wanted for a role that holds `role:write`, `token:write` or `user:delete`.',
  })
  @Idempotent({ check: GrantingReplay })
  @RateClass('write')
  @Refuses(
    'ORGANIZATION_NOT_FOUND',
    'ROLE_NOT_FOUND',
    'ROLE_NOT_FOR_UNITS',
    'GRANT_DENIED',
    'NOT_A_MEMBER',
    'UNIT_LIMIT_REACHED',
    'ROLE_ALREADY_ASSIGNED',
  )
  async grant(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @IdParam('organization_id') unitId: string,
    @Body() { role_id: roleId, user_id: userId }: GrantUnitRoleDto,
  ): Promise<UnitRoleWrittenDto> {
    const key = { unitId, roleId, userId: userId ?? null };
    const id = await this.assignments.grant({ principal, client }, key);
    return { success: true, message: 'Role assigned successfully', assignment_id: id };
  }

  /** Takes a role at a unit. Members may drop their own; taking others' needs `organization:write` there. */
  @Delete(':assignment_id')
  @RequirePermission('organization:write', { unit: 'path:organization_id', orMember: true })
  @RateClass('write')
  @Refuses('ORGANIZATION_NOT_FOUND', 'ROLE_NOT_ASSIGNED', 'ROLE_NOT_FOUND', 'GRANT_DENIED')
  async unassign(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @IdParam('organization_id') unitId: string,
    @IdParam('assignment_id') id: string,
  ): Promise<DoneDto> {
    await this.lists.assertMayAskToTake(principal, unitId, id);
    await this.assignments.take({ principal, client }, unitId, id);
    return { success: true, message: 'Role removed successfully' };
  }
}
