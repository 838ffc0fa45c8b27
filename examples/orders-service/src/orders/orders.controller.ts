import { Controller, Get, NotFoundException, Param, Post } from '@nestjs/common';
import { CurrentUser, Mfa, Permissions, Public, RecentLogin } from '@gatehouse/guard';
import { ShippingClient } from './shipping.client.js';

@Controller('orders')
export class OrdersController {
  private readonly orders = [
    { id: '1', article: 'a garden gate', parcel: null as string | null },
    { id: '2', article: 'a house number', parcel: null as string | null },
  ];

  constructor(private readonly shipping: ShippingClient) {}

  @Get()
  @Permissions('orders:read')
  list(@CurrentUser('id') userId: string) {
    return { orders: this.orders, seen_by: userId };
  }

  /** Calls the second service, which identifies this one by its application token. */
  @Post(':id/ship')
  @Permissions('orders:read', 'orders:ship')
  async ship(@Param('id') id: string) {
    const order = this.orders.find((one) => one.id === id);
    if (!order) throw new NotFoundException('No such order');
    order.parcel ??= (await this.shipping.send(order.article)).parcel;
    return { order };
  }

  /** Gives money back: only for a user who has shown a second factor, and not longer ago than ten minutes (RFC 9470). */
  @Post(':id/refund')
  @Permissions('orders:refund')
  @Mfa()
  @RecentLogin('10m')
  refund(@Param('id') id: string, @CurrentUser('id') userId: string) {
    const order = this.orders.find((one) => one.id === id);
    if (!order) throw new NotFoundException('No such order');
    return { refunded: order.id, by: userId };
  }

  @Get('health')
  @Public()
  health() {
    return { ok: true };
  }
}
