import { Body, Controller, Delete, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  CurrentActing,
  CurrentUser,
  FreshProof,
  IdParam,
  Idempotent,
  RateClass,
  Refuses,
  RequirePermission,
  type Principal,
} from '#libs/access';
import { EVERYTHING, NEW_LIST_LIMIT, PageQuery, toPage, toPageRequest } from '#libs/paging';
import type { Acting } from './actor-rights.service.js';
import { toUnitRole } from './at-units/to-unit-role.js';
import { UnitAssignmentLists } from './at-units/unit-assignment-lists.service.js';
import { UnitAssignments } from './at-units/unit-assignments.service.js';
import { AtUnitQuery, UnitRoleListDto } from './at-units/unit-roles.dto.js';
import { Assignments } from './assignments.service.js';
import { EffectivePermissionsDto, ExplainDto, ExplanationDto } from './permissions.dto.js';
import { Explanations } from './explanation.service.js';
import { GrantingReplay } from './role-acts.service.js';
import { AssignmentListDto, DoneDto, RoleWrittenDto } from './roles.dto.js';
import { toAssignment, toPath } from './to-rbac.js';

/** Who holds which role in which service, and what follows from it. */
@ApiTags('Assignments')
@Controller('api/roles')
export class AssignmentsController {
  constructor(
    private readonly assignments: Assignments,
    private readonly explanations: Explanations,
    private readonly atUnits: UnitAssignments,
    private readonly unitLists: UnitAssignmentLists,
  ) {}

  /** Lists a user's roles in a service. */
  @Get('user/:user_id/service/:service_id')
  @RequirePermission('role:read', { service: 'path:service_id', orSelf: 'user_id' })
  @RateClass('read')
  @Refuses('USER_NOT_FOUND', 'SERVICE_NOT_FOUND')
  async list(
    @IdParam('user_id') userId: string,
    @IdParam('service_id') serviceId: string,
    @Query() query: PageQuery,
  ): Promise<AssignmentListDto> {
    const request = toPageRequest(query, EVERYTHING);
    const found = await this.assignments.listOfUser(userId, serviceId, request);
    const { items, next_cursor } = toPage(request, found, toAssignment);
    return { success: true, roles: items, next_cursor };
  }

  /** Lists the roles that a user holds at units in a service, as themselves. */
  @Get('user/:user_id/service/:service_id/units')
  @RequirePermission('role:read', { service: 'path:service_id', orSelf: 'user_id' })
  @RateClass('read')
  @Refuses('USER_NOT_FOUND', 'SERVICE_NOT_FOUND')
  async listAtUnits(
    @IdParam('user_id') userId: string,
    @IdParam('service_id') serviceId: string,
    @Query() query: PageQuery,
  ): Promise<UnitRoleListDto> {
    const request = toPageRequest(query, NEW_LIST_LIMIT);
    const found = await this.unitLists.listOfUser(userId, serviceId, request);
    const { items, next_cursor } = toPage(request, found, toUnitRole);
    return { success: true, roles: items, next_cursor };
  }

  /** Lists a user's effective permissions in a service, or at a unit of an organization, and the roles that each comes through. */
  @Get('user/:user_id/service/:service_id/permissions')
  @RequirePermission('role:read', { service: 'path:service_id', orSelf: 'user_id' })
  @RateClass('read')
  @Refuses('USER_NOT_FOUND', 'SERVICE_NOT_FOUND', 'ORGANIZATION_NOT_FOUND')
  async listEffective(
    @CurrentUser() reader: Principal,
    @IdParam('user_id') userId: string,
    @IdParam('service_id') serviceId: string,
    @Query() { unit_id: unitId }: AtUnitQuery,
  ): Promise<EffectivePermissionsDto> {
    const asked = { userId, serviceId, ...(unitId !== undefined && { unitId }) };
    const effective = await this.explanations.listEffective(reader, asked);
    const shown = (isAlways: boolean) =>
      effective
        .filter(({ needs }) => (needs === null) === isAlways)
        .map(({ permission, via }) => ({ name: permission, via: via.map(toPath) }));
    return { success: true, permissions: shown(true), aal2_permissions: shown(false) };
  }

  /**
   * Says whether a user holds a permission in a service, in every session or only with two factors, and why or why not. Who may read the roles of this service
   * alone is told what follows from roles in it.
   */
  @Post('explain')
  @HttpCode(200)
  @RequirePermission('role:read', { service: 'body:service_id' })
  @RateClass('read')
  @Refuses('USER_NOT_FOUND', 'SERVICE_NOT_FOUND', 'ORGANIZATION_NOT_FOUND')
  async explain(
    @CurrentUser() reader: Principal,
    @Body() { user_id, service_id, permission, unit_id: unitId }: ExplainDto,
  ): Promise<ExplanationDto> {
    const { allowed, needs, reason, via } = await this.explanations.explain(
      reader,
      { userId: user_id, serviceId: service_id, ...(unitId !== undefined && { unitId }) },
      permission,
    );
    return { success: true, allowed, needs, reason, via: via.map(toPath) };
  }

  /** Gives a user a role of the service; with `unit_id` at that unit of an organization, and so below it. */
  @Post('user/:user_id/service/:service_id/role/:role_id')
  @RequirePermission('role:write', { service: 'path:service_id' })
  @FreshProof('grant_role', {
    when: 'Wanted for a role that holds `role:write`, `token:write` or `user:delete`.',
  })
  @Idempotent({ check: GrantingReplay })
  @RateClass('write')
  @Refuses(
    'USER_NOT_FOUND',
    'ROLE_NOT_FOUND',
    'GRANT_DENIED',
    'ROLE_ALREADY_ASSIGNED',
    'ORGANIZATION_NOT_FOUND',
    'ROLE_NOT_FOR_UNITS',
    'NOT_A_MEMBER',
    'UNIT_LIMIT_REACHED',
  )
  async assign(
    @CurrentActing() acting: Acting,
    @IdParam('user_id') userId: string,
    @IdParam('service_id') serviceId: string,
    @IdParam('role_id') roleId: string,
    @Query() { unit_id: unitId }: AtUnitQuery,
  ): Promise<RoleWrittenDto> {
    const key = { userId, serviceId, roleId };
    if (unitId === undefined) await this.assignments.assign(acting, key);
    else await this.atUnits.grant(acting, { ...key, unitId });
    return { success: true, message: 'Role assigned successfully', role_id: roleId };
  }

  /** Takes a role of the service from a user; with `unit_id` what they hold at that unit, and otherwise what they hold without one. */
  @Delete('user/:user_id/service/:service_id/role/:role_id')
  @RequirePermission('role:write', { service: 'path:service_id' })
  @RateClass('write')
  @Refuses(
    'ROLE_NOT_FOUND',
    'ROLE_NOT_ASSIGNED',
    'GRANT_DENIED',
    'ACCOUNT_HOLDS_MORE',
    'LAST_ADMIN',
    'ORGANIZATION_NOT_FOUND',
  )
  async remove(
    @CurrentActing() acting: Acting,
    @IdParam('user_id') userId: string,
    @IdParam('service_id') serviceId: string,
    @IdParam('role_id') roleId: string,
    @Query() { unit_id: unitId }: AtUnitQuery,
  ): Promise<DoneDto> {
    const key = { userId, serviceId, roleId };
    if (unitId === undefined) await this.assignments.remove(acting, key);
    else await this.atUnits.takeFromUser(acting, { ...key, unitId });
    return { success: true, message: 'Role removed successfully' };
  }
}
