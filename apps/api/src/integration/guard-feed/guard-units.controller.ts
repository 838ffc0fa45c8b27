import { Controller, Get, Header, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentApp, RateClass, Refuses, RequireAppToken, type AppPrincipal } from '#libs/access';
import { isId } from '#libs/kernel';
import { GuardedUnits } from '#api/rbac';
import {
  GuardUnitsQuery,
  GuardUnitsWhereQuery,
  UnitPathsDto,
  UnitsWhereDto,
} from './guard-units.dto.js';

const MOST_UNITS = 10_000;

/** What a guard asks about units of organizations; docs/guard-protocol.md. */
@ApiTags('Guard')
@Controller('api/guard/units')
export class GuardUnitsController {
  constructor(private readonly units: GuardedUnits) {}

  /** Answers the paths of units, each from the unit to its organization; units that do not exist are left out. */
  @Get()
  @RequireAppToken()
  @RateClass('validate')
  @Refuses()
  @Header('Cache-Control', 'no-store')
  async listPaths(@Query() { ids }: GuardUnitsQuery): Promise<UnitPathsDto> {
    const asked = new Set(ids.split(',').filter(isId));
    const found = await this.units.pathsOf([...asked]);
    return { success: true, units: found.map(({ id, path }) => ({ id, path: [...path] })) };
  }

  /** Answers at which units a user holds a permission in the caller's service, past every cache. */
  @Get('where')
  @RequireAppToken()
  @RateClass('validate')
  @Refuses()
  @Header('Cache-Control', 'no-store')
  async listWhere(
    @CurrentApp() app: AppPrincipal,
    @Query() { user, permission, acr = 'aal1', limit = MOST_UNITS, cursor }: GuardUnitsWhereQuery,
  ): Promise<UnitsWhereDto> {
    if (!isId(user)) return { success: true, everywhere: false, units: [], next_cursor: null };
    const { serviceId } = app;
    const asked = { userId: user, serviceId, permission, acr, limit, after: cursor ?? null };
    const { everywhere, units, next } = await this.units.where(asked);
    return { success: true, everywhere, units: [...units], next_cursor: next };
  }
}
