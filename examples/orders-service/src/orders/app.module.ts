import { Module } from '@nestjs/common';
import { GatehouseModule } from '@gatehouse/guard';
import { settings } from '../settings.js';
import { OrdersController } from './orders.controller.js';
import { OrdersManifest } from './orders.manifest.js';
import { ShippingClient } from './shipping.client.js';
import { UnitOrdersController } from './unit-orders.controller.js';

@Module({
  imports: [
    GatehouseModule.forRoot({
      issuer: settings.gatehouseUrl,
      service: 'orders',
      appToken: settings.appToken,
      audience: 'service',
      strict: true,
    }),
  ],
  controllers: [OrdersController, UnitOrdersController],
  providers: [OrdersManifest, ShippingClient],
})
export class AppModule {}
