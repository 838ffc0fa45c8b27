import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import {
  CurrentUser,
  Gatehouse,
  param,
  Permissions,
  SignedIn,
  type GatehouseUser,
} from '@gatehouse/guard';

interface UnitOrder {
  readonly article: string;
  readonly unit_id: string;
}

/** Orders of units of organizations: a role held at a unit counts there and in the units below. */
@Controller()
export class UnitOrdersController {
  private readonly orders: UnitOrder[] = [];

  constructor(private readonly gatehouse: Gatehouse) {}

  @Get('organizations/:orgId/orders')
  @Permissions('orders:read', { at: param('orgId') })
  listOf(@Param('orgId') orgId: string) {
    return { orders: this.orders.filter((order) => order.unit_id === orgId.toLowerCase()) };
  }

  @Post('organizations/:orgId/orders')
  @Permissions('orders:write', { at: param('orgId') })
  create(@Param('orgId') orgId: string, @Body() body?: { article?: unknown }) {
    const article = typeof body?.article === 'string' ? body.article : 'a garden gate';
    const order = { article, unit_id: orgId.toLowerCase() };
    this.orders.push(order);
    return { order };
  }

  /** The orders of all units at which the user may read them; in SQL `WHERE $1 OR unit_id = ANY($2)`. */
  @Get('my-orders')
  @SignedIn()
  async list(@CurrentUser() user: GatehouseUser) {
    const { everywhere, units } = await this.gatehouse.unitsWhere(user, 'orders:read');
    const readable = new Set(units);
    return { orders: this.orders.filter((order) => everywhere || readable.has(order.unit_id)) };
  }
}
