import { Module } from '@nestjs/common';
import { Places } from './places.service.js';

/** Where on earth an address is. */
@Module({ providers: [Places], exports: [Places] })
export class PlacesModule {}
