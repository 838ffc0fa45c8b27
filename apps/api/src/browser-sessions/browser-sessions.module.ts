import { Module } from '@nestjs/common';
import { AuditModule } from '#api/audit';
import { OAuthModule } from '#api/oauth';
import { ChangesModule } from '#api/platform/changes';
import { ServicesModule } from '#api/services';
import { SessionsModule } from '#api/sessions';
import { ApplicationSignIns } from './application/application-sign-ins.service.js';
import { BrowserCookies } from './browser-cookies.service.js';
import { BrowserSessionsPersonalData } from './browser-sessions.personal-data.js';
import { BrowserSessions } from './browser-sessions.service.js';
import { BrowserSessionsStore } from './browser-sessions.store.js';
import { FormTokens } from './forms/form-tokens.service.js';

/**
 * What the pages of this server need besides their look: the session of the browser, tokens for forms, and the sign-in requests
 * of applications. docs/browser-sessions.md
 */
@Module({
  imports: [AuditModule, ChangesModule, OAuthModule, ServicesModule, SessionsModule],
  providers: [
    ApplicationSignIns,
    BrowserCookies,
    BrowserSessions,
    BrowserSessionsPersonalData,
    BrowserSessionsStore,
    FormTokens,
  ],
  exports: [ApplicationSignIns, BrowserSessions, FormTokens],
})
export class BrowserSessionsModule {}
