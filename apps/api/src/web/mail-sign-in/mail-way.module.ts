import { Module } from '@nestjs/common';
import { PageFoundationModule } from '../page-foundation.module.js';
import { MailWay } from './mail-way.service.js';

/** Offers a mailed code on the page to sign in. */
@Module({ imports: [PageFoundationModule], providers: [MailWay], exports: [MailWay] })
export class MailWayModule {}
