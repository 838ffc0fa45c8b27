import { Global, Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { ConfigModule, type Config } from '#libs/config';
import { DatabaseModule, type ResolvedDatabase } from '#libs/database';
import { EphemeralModule } from '#libs/ephemeral';
import { Clock } from '#libs/kernel';
import { OperationModule } from '#libs/operation';
import { CleanupModule } from '#libs/cleanup';
import { PersonalDataModule } from '#libs/personal-data';
import { RefusalPort } from '#libs/access';
import { AppTokens, AppTokensModule, RelayedTokenLimit } from './app-tokens/index.js';
import { AuditApiModule } from './audit/api/index.js';
import { AuditModule, RefusalTrail } from './audit/index.js';
import { AuthModule } from './auth/index.js';
import { BrowserSessionsModule } from './browser-sessions/index.js';
import { ChangesModule, TokenLifePort } from './platform/changes/index.js';
import { DevicesModule } from './sessions/devices/index.js';
import { ENTITIES } from './entities.js';
import { PostAuthRateLimitGuard, LimitsModule } from './protection/limits/index.js';
import { LoginBackOffModule } from './protection/login-back-off/index.js';
import { GuardFeedModule } from './integration/guard-feed/index.js';
import { ImportingModule } from './integration/importing/index.js';
import { Jwks, SigningKeysModule } from './signing-keys/index.js';
import { MailModule } from './mail/index.js';
import { ManifestModule } from './integration/manifest/index.js';
import { OAuthModule, Providers } from './oauth/index.js';
import { OrganizationsModule } from './organizations/index.js';
import { PasswordsModule } from './users/passwords/index.js';
import { GeoIpModule } from './platform/geoip/index.js';
import { AccountFactorsPort, ConfiguredProvidersPort, ProofsModule } from './users/proofs/index.js';
import { RbacModule, TokenServicePort } from './rbac/index.js';
import { AccountFactors, FactorsModule } from './factors/index.js';
import { RiskModule } from './protection/risk/index.js';
import { ServicesModule } from './services/index.js';
import { SessionsModule } from './sessions/index.js';
import { StatisticsModule } from './audit/statistics/index.js';
import { AccountAdminModule } from './account-admin/index.js';
import { UnitsModule } from './units/index.js';
import { UsersModule } from './users/index.js';

export type Imports = NonNullable<ModuleMetadata['imports']>;

/** The features, from the lowest to the highest; each adds its module here. */
const FEATURES: Imports = [
  ChangesModule,
  GeoIpModule,
  SigningKeysModule,
  MailModule,
  AuditModule,
  StatisticsModule,
  PasswordsModule,
  UsersModule,
  ServicesModule,
  UnitsModule,
  ProofsModule,
  RbacModule,
  SessionsModule,
  AppTokensModule,
  DevicesModule,
  LimitsModule,
  LoginBackOffModule,
  RiskModule,
  FactorsModule,
  AuthModule,
  ManifestModule,
  GuardFeedModule,
  AccountAdminModule,
  AuditApiModule,
  OAuthModule,
  BrowserSessionsModule,
  OrganizationsModule,
  ImportingModule,
];

/** What is decided before the application is built. */
export interface AppOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly database: ResolvedDatabase;
  /** What serves the features over HTTP, and further modules for tests. */
  readonly imports?: Imports;
}

/** All features over one database: the server, or without HTTP the command line. */
@Global()
@Module({})
export class AppModule {
  static forRoot(options: AppOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(options.config),
        OperationModule,
        DatabaseModule.forRoot({ database: options.database, entities: ENTITIES }),
        EphemeralModule,
        CleanupModule,
        PersonalDataModule,
        ...FEATURES,
        ...(options.imports ?? []),
      ],
      providers: [
        { provide: Clock, useValue: options.clock },
        // Interfaces of lower features that higher features implement.
        { provide: TokenLifePort, useExisting: Jwks },
        { provide: TokenServicePort, useExisting: AppTokens },
        { provide: ConfiguredProvidersPort, useExisting: Providers },
        { provide: AccountFactorsPort, useExisting: AccountFactors },
        { provide: RelayedTokenLimit, useExisting: PostAuthRateLimitGuard },
        { provide: RefusalPort, useExisting: RefusalTrail },
      ],
      exports: [
        AccountFactorsPort,
        Clock,
        ConfiguredProvidersPort,
        RefusalPort,
        RelayedTokenLimit,
        TokenLifePort,
        TokenServicePort,
      ],
    };
  }
}
