import { Module } from '@nestjs/common';
import { GatehouseModule } from '@gatehouse/guard';
import { settings } from '../settings.js';
import { ParcelsController } from './parcels.controller.js';

@Module({
  imports: [
    GatehouseModule.forRoot({
      issuer: settings.gatehouseUrl,
      service: 'shipping',
      appToken: settings.appToken,
      audience: 'service',
      strict: true,
    }),
  ],
  controllers: [ParcelsController],
})
export class AppModule {}
