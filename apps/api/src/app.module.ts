import { Global, Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { ConfigModule, type Config } from '#libs/config';
import { DatabaseModule, type ResolvedDatabase } from '#libs/database';
import { EphemeralModule } from '#libs/ephemeral';
import { Clock } from '#libs/kernel';
import { OperationModule } from '#libs/operation';
import { UpkeepModule } from '#libs/upkeep';
import { AppTokensModule } from './app-tokens/index.js';
import { AuditApiModule } from './audit/api/index.js';
import { AuditModule } from './audit/index.js';
import { AuthModule } from './auth/index.js';
import { ChangesModule } from './platform/changes/index.js';
import { DevicesModule } from './sessions/devices/index.js';
import { ENTITIES } from './entities.js';
import { GuessingModule } from './protection/login-back-off/index.js';
import { GuardFeedModule } from './integration/guard-feed/index.js';
import { ImportingModule } from './integration/importing/index.js';
import { KeysModule } from './signing-keys/index.js';
import { MailModule } from './mail/index.js';
import { ManifestModule } from './integration/manifest/index.js';
import { OperatorModule } from './account-admin/operator/index.js';
import { OAuthModule } from './oauth/index.js';
import { PasswordsModule } from './users/passwords/index.js';
import { PlacesModule } from './platform/geoip/index.js';
import { ProofsModule } from './users/proofs/index.js';
import { RbacModule } from './rbac/index.js';
import { RiskModule } from './protection/risk/index.js';
import { ServicesModule } from './services/index.js';
import { SessionsModule } from './sessions/index.js';
import { StatisticsModule } from './audit/statistics/index.js';
import { UserAdminModule } from './account-admin/index.js';
import { UsersModule } from './users/index.js';

export type Imports = NonNullable<ModuleMetadata['imports']>;

/** The rooms of the house, from left to right; each adds its module here. */
const ROOMS: Imports = [
  ChangesModule,
  PlacesModule,
  KeysModule,
  MailModule,
  AuditModule,
  StatisticsModule,
  GuessingModule,
  PasswordsModule,
  UsersModule,
  ServicesModule,
  ProofsModule,
  RbacModule,
  SessionsModule,
  AppTokensModule,
  DevicesModule,
  RiskModule,
  AuthModule,
  ManifestModule,
  GuardFeedModule,
  UserAdminModule,
  AuditApiModule,
  OAuthModule,
  ImportingModule,
  OperatorModule,
];

/** What is decided before the house is built. */
export interface Frame {
  readonly config: Config;
  readonly clock: Clock;
  readonly database: ResolvedDatabase;
  /** What serves the rooms to the world (HTTP), and further modules for tests. */
  readonly imports?: Imports;
}

/** All rooms over one database; with HTTP it is the server, without it the command line. */
@Global()
@Module({})
export class AppModule {
  static forRoot(frame: Frame): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(frame.config),
        OperationModule,
        DatabaseModule.forRoot({ database: frame.database, entities: ENTITIES }),
        EphemeralModule,
        UpkeepModule,
        ...ROOMS,
        ...(frame.imports ?? []),
      ],
      providers: [{ provide: Clock, useValue: frame.clock }],
      exports: [Clock],
    };
  }
}
