import { Module } from '@nestjs/common';
import { AuditApiModule } from '#api/audit/api';
import { BrowserSessionsModule } from '#api/browser-sessions';
import { SessionsModule } from '#api/sessions';
import { DevicesModule } from '#api/sessions/devices';
import { AccountShellModule } from '../account/account-shell.module.js';
import { PageFoundationModule } from '../page-foundation.module.js';
import { ActivityPageController } from './activity/activity-page.controller.js';
import { DevicePagesController } from './device-pages.controller.js';
import { SessionPagesController } from './session-pages.controller.js';

/** Sessions, devices and activity. */
@Module({
  imports: [
    AccountShellModule,
    AuditApiModule,
    BrowserSessionsModule,
    DevicesModule,
    PageFoundationModule,
    SessionsModule,
  ],
  controllers: [ActivityPageController, DevicePagesController, SessionPagesController],
})
export class SessionPagesModule {}
