import { Module } from '@nestjs/common';
import { coreConfig, serverSecretOf, type ConfigOf } from '#libs/config';
import { StatisticsModule } from '#api/audit/statistics';
import { AuditModule } from '#api/audit';
import { ChangesModule } from '#api/platform/changes';
import { SigningKeysModule } from '#api/signing-keys';
import { ProofsModule } from '#api/users/proofs';
import { ServicesModule } from '#api/services';
import { DeviceCredentials } from './device.js';
import { EndEverybodysSessions } from './end-everybody.service.js';
import { EndSessions } from './end-sessions.service.js';
import { SessionsPersonalData } from './sessions.personal-data.js';
import { ListSessions } from './list-sessions.service.js';
import { RefreshesStore } from './refreshes.store.js';
import { RefreshIncidents } from './refresh-incidents.service.js';
import { RefreshSession } from './refresh-session.service.js';
import { RefreshTokens } from './refresh-token.js';
import { RefreshUses } from './refresh-uses.service.js';
import { RememberedSessions } from './remembered-sessions.js';
import { Rotations } from './rotations.service.js';
import { SeenSessions } from './seen-sessions.service.js';
import { SessionAccess } from './session-access.service.js';
import { SessionAuthentication } from './session-authentication.service.js';
import { SessionAuthenticationStore } from './session-authentication.store.js';
import { SessionLineage } from './session-lineage.service.js';
import { SessionLineageStore } from './session-lineage.store.js';
import { SessionCountsStore } from './session-counts.store.js';
import { SessionsCleanup } from './sessions.cleanup.js';
import { SessionCleanupStore } from './session-cleanup.store.js';
import { SessionStatsController } from './session-stats.controller.js';
import { SessionStats } from './session-stats.service.js';
import { SessionsController } from './sessions.controller.js';
import { SessionsStore } from './sessions.store.js';
import { SessionUse } from './session-use.service.js';
import { StartSession } from './start-session.service.js';

/**
 * Sessions of users, their ends, and the refresh tokens that extend them. Decides for the access guard which access tokens
 * are accepted.
 */
@Module({
  imports: [
    StatisticsModule,
    AuditModule,
    ChangesModule,
    SigningKeysModule,
    ProofsModule,
    ServicesModule,
  ],
  controllers: [SessionStatsController, SessionsController],
  providers: [
    {
      provide: RefreshTokens,
      inject: [coreConfig.KEY],
      useFactory: (core: ConfigOf<typeof coreConfig>) => new RefreshTokens(serverSecretOf(core)),
    },
    {
      provide: DeviceCredentials,
      inject: [coreConfig.KEY],
      useFactory: (core: ConfigOf<typeof coreConfig>) =>
        new DeviceCredentials(serverSecretOf(core)),
    },
    EndEverybodysSessions,
    EndSessions,
    ListSessions,
    SessionsPersonalData,
    RefreshesStore,
    RefreshIncidents,
    RefreshSession,
    RefreshUses,
    { provide: RememberedSessions, useFactory: () => new RememberedSessions() },
    Rotations,
    SeenSessions,
    SessionAccess,
    SessionAuthentication,
    SessionAuthenticationStore,
    SessionsCleanup,
    SessionCleanupStore,
    SessionCountsStore,
    SessionLineage,
    SessionLineageStore,
    SessionStats,
    SessionUse,
    SessionsStore,
    StartSession,
  ],
  exports: [
    DeviceCredentials,
    EndSessions,
    ListSessions,
    RefreshSession,
    SessionAccess,
    SessionAuthentication,
    SessionLineage,
    SessionUse,
    StartSession,
  ],
})
export class SessionsModule {}
