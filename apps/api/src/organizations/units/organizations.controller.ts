import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
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
import { NEW_LIST_LIMIT, PageQuery, toPage, toPageRequest } from '#libs/paging';
import { CreateUnit, CreatingReplay } from './create-unit.service.js';
import { ReadUnits } from './read-units.service.js';
import { toOwnOrganization, toUnit, toUnitBelow } from './to-unit.js';
import {
  CreateOrganizationDto,
  OrganizationListDto,
  OrganizationsQuery,
  TreeQuery,
  UnitAnswerDto,
  UnitListDto,
  UnitWithTreeDto,
} from './units.dto.js';

/** How many levels below a unit are shown if the call does not say. */
const LEVELS = 2;

/** Organizations and their units: creating and reading. */
@ApiTags('Organizations')
@Controller('api/organizations')
export class OrganizationsController {
  constructor(
    private readonly creating: CreateUnit,
    private readonly reading: ReadUnits,
  ) {}

  /**
   * Creates an organization, or with `parent_id` a unit of one. An organization is created by holders of `organization:write` and, with
   * `ORGANIZATIONS_BY_USERS`, by every user with a confirmed address, who becomes its owner; a unit by whom manages the unit above.
   */
  @Post()
  @SignedIn()
  @Idempotent({ check: CreatingReplay })
  @RateClass('write')
  @Refuses(
    'PERMISSION_DENIED',
    'INSUFFICIENT_AUTHENTICATION',
    'EMAIL_NOT_VERIFIED',
    'ACCOUNT_DISABLED',
    'USER_NOT_FOUND',
    'ORGANIZATION_NOT_FOUND',
    'UNIT_TOO_DEEP',
    'UNIT_LIMIT_REACHED',
    'SLUG_TAKEN',
  )
  async create(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @Body() { name, slug, parent_id, owner_id }: CreateOrganizationDto,
  ): Promise<UnitAnswerDto> {
    const place = {
      parentId: parent_id?.toLowerCase() ?? null,
      ownerId: owner_id?.toLowerCase() ?? null,
    };
    const fields = { name, slug: slug ?? undefined };
    const created = await this.creating.create({ principal, client }, fields, place);
    const message = `${created.parentId === null ? 'Organization' : 'Unit'} created successfully`;
    return { success: true, message, organization: toUnit(created) };
  }

  /** Lists the organizations of the caller with the caller's units, or with `?all=true` all organizations. */
  @Get()
  @SignedIn()
  @RateClass('read')
  @Refuses('PERMISSION_DENIED', 'INSUFFICIENT_AUTHENTICATION')
  async list(
    @CurrentUser() principal: Principal,
    @Query() query: OrganizationsQuery,
  ): Promise<OrganizationListDto> {
    const request = toPageRequest(query, NEW_LIST_LIMIT);
    const search = query.search?.toLowerCase() ?? null;
    const found =
      query.all === 'true'
        ? await this.reading.listAll(principal, search, request)
        : await this.reading.listOwn(principal, search, request);
    const { items, next_cursor } = toPage(request, found, toOwnOrganization);
    return { success: true, organizations: items, next_cursor };
  }

  /** Shows an organization or a unit, those above it, and the tree below it. */
  @Get(':organization_id')
  @RequirePermission('organization:read', { unit: 'path:organization_id', orMember: true })
  @RateClass('read')
  @Refuses('ORGANIZATION_NOT_FOUND')
  async show(
    @IdParam('organization_id') id: string,
    @Query() { depth }: TreeQuery,
  ): Promise<UnitWithTreeDto> {
    const { path, units, isTruncated } = await this.reading.getTree(id, depth ?? LEVELS);
    return {
      success: true,
      organization: toUnit(path[0]),
      path: path.map(toUnit),
      units: units.map(toUnitBelow),
      truncated: isTruncated,
    };
  }

  /** Lists the units directly below an organization or a unit. */
  @Get(':organization_id/units')
  @RequirePermission('organization:read', { unit: 'path:organization_id', orMember: true })
  @RateClass('read')
  @Refuses('ORGANIZATION_NOT_FOUND')
  async listUnits(
    @IdParam('organization_id') id: string,
    @Query() query: PageQuery,
  ): Promise<UnitListDto> {
    const request = toPageRequest(query, NEW_LIST_LIMIT);
    const found = await this.reading.listChildren(id, request);
    const { items, next_cursor } = toPage(request, found, toUnit);
    return { success: true, organizations: items, next_cursor };
  }
}
