import { Body, Controller, Delete, HttpCode, Post, Put, Query } from '@nestjs/common';
import { ApiBody, ApiExtraModels, ApiOkResponse, ApiTags, getSchemaPath } from '@nestjs/swagger';
import {
  Client,
  CurrentUser,
  IdParam,
  RateClass,
  Refuses,
  RequirePermission,
  type ClientInfo,
  type Principal,
} from '#libs/access';
import { ChangeUnit } from './change-unit.service.js';
import { DeleteUnit } from './delete-unit.service.js';
import { toMovePreview, toUnit } from './to-unit.js';
import {
  DeleteUnitQuery,
  MoveQuery,
  MoveUnitDto,
  OrganizationDoneDto,
  UnitAnswerDto,
  UnitMovedDto,
  UnitMovePreviewDto,
  UpdateOrganizationDto,
} from './units.dto.js';

/** Organizations and their units: renaming, moving and deleting. */
@ApiTags('Organizations')
@ApiExtraModels(UnitMovedDto, UnitMovePreviewDto)
@Controller('api/organizations/:organization_id')
export class UnitChangesController {
  constructor(
    private readonly changing: ChangeUnit,
    private readonly deleting: DeleteUnit,
  ) {}

  /** Renames an organization or a unit. Fields that are not given stay. */
  @Put()
  @ApiBody({
    type: UpdateOrganizationDto,
    examples: { rename: { summary: 'A new name', value: { name: 'Central Europe' } } },
  })
  @RequirePermission('organization:write', { unit: 'path:organization_id' })
  @RateClass('write')
  @Refuses('ORGANIZATION_NOT_FOUND', 'SLUG_TAKEN')
  async update(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @IdParam('organization_id') id: string,
    @Body() { name, slug }: UpdateOrganizationDto,
  ): Promise<UnitAnswerDto> {
    const fields = { ...(name != null && { name }), ...(slug != null && { slug }) };
    const unit = await this.changing.rename({ principal, client }, id, fields);
    return { success: true, message: 'Unit updated successfully', organization: toUnit(unit) };
  }

  /**
   * Moves a unit below another one of its organization, with all below it, its members and the roles held there. Needs
   * `organization:write` at the unit above now and at the new one. `?dry_run=true` answers who would gain and lose what, and changes
   * nothing.
   */
  @Post('move')
  @HttpCode(200)
  @RequirePermission('organization:write', { unit: 'path:organization_id' })
  @RateClass('write')
  @Refuses(
    'ORGANIZATION_NOT_FOUND',
    'ORGANIZATION_ROOT_PROTECTED',
    'UNIT_IN_OTHER_ORGANIZATION',
    'UNIT_CYCLE',
    'UNIT_TOO_DEEP',
    'SLUG_TAKEN',
  )
  @ApiOkResponse({
    schema: {
      anyOf: [{ $ref: getSchemaPath(UnitMovePreviewDto) }, { $ref: getSchemaPath(UnitMovedDto) }],
    },
  })
  async move(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @IdParam('organization_id') id: string,
    @Query() { dry_run }: MoveQuery,
    @Body() body: MoveUnitDto,
  ): Promise<UnitMovedDto | UnitMovePreviewDto> {
    const acting = { principal, client };
    const parentId = body.parent_id.toLowerCase();
    if (dry_run === 'true')
      return toMovePreview(id, await this.changing.previewMove(acting, id, parentId));
    const organization = toUnit(await this.changing.move(acting, id, parentId));
    return { success: true, message: 'Unit moved successfully', organization };
  }

  /**
   * Deletes an organization or a unit with all below it. When something hangs on it, the refusal says what and its `count`; the call
   * with `?force=` and this count deletes it.
   */
  @Delete()
  @RequirePermission('organization:delete', { unit: 'path:organization_id' })
  @RateClass('write')
  @Refuses('ORGANIZATION_NOT_FOUND', 'UNIT_NOT_EMPTY')
  async remove(
    @CurrentUser() principal: Principal,
    @Client() client: ClientInfo,
    @IdParam('organization_id') id: string,
    @Query() { force }: DeleteUnitQuery,
  ): Promise<OrganizationDoneDto> {
    const count = force === undefined ? null : Number(force);
    await this.deleting.remove({ principal, client }, id, count);
    return { success: true, message: 'Unit deleted successfully' };
  }
}
