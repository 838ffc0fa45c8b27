import { Module } from '@nestjs/common';
import { Services } from './services.service.js';
import { ServicesStore } from './services.store.js';

/** The register of microservices. What hangs on a service (roles, tokens) lives in rooms further right. */
@Module({ providers: [Services, ServicesStore], exports: [Services] })
export class ServicesModule {}
