import { Module } from '@nestjs/common';
import { PageFoundationModule } from '../page-foundation.module.js';
import { AccountPages } from './account-pages.service.js';

/** The frame of the pages of one's own account. */
@Module({ imports: [PageFoundationModule], providers: [AccountPages], exports: [AccountPages] })
export class AccountShellModule {}
