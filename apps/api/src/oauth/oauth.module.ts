import { LimitsModule } from '#api/protection/limits';
import { Module } from '@nestjs/common';
import { AuditModule } from '#api/audit';
import { FactorsModule } from '#api/factors';
import { ChangesModule } from '#api/platform/changes';
import { AuthModule } from '#api/auth';
import { IdentitiesModule } from '#api/users/identities';
import { MailModule } from '#api/mail';
import { HttpModule } from '#api/platform/http';
import { PasswordsModule } from '#api/users/passwords';
import { ProofsModule } from '#api/users/proofs';
import { RbacModule } from '#api/rbac';
import { SessionsModule } from '#api/sessions';
import { UsersModule } from '#api/users';
import { BeginFlow } from './begin-flow.service.js';
import { CallbackController } from './callback.controller.js';
import { ProviderCalls } from './calls/provider-calls.service.js';
import { FinishFlow } from './finish-flow.service.js';
import { ApplicationRedirects } from './flow/application-redirects.service.js';
import { FlowCookies } from './flow/flow-cookies.service.js';
import { UsedStatesStore } from './flow/used-states.store.js';
import { AuthorizationFlow } from './flow/authorization-flow.service.js';
import { UsedStates } from './flow/used-states.service.js';
import { IdentitiesController } from './identities/identities.controller.js';
import { Identities } from './identities/identities.service.js';
import { IdentityNotices } from './identities/identity-notices.service.js';
import { OwnIdentities, LinkIdentity } from './identities/own-identities.service.js';
import { MergeAccounts, MergeActs } from './merging/merge-accounts.service.js';
import { MergeContents } from './merging/merge-contents.service.js';
import { MergeController } from './merging/merge.controller.js';
import { MergeChoice } from './merging/merge-choice.service.js';
import { MergeMails } from './merging/merge-mails.service.js';
import { MergeRecords } from './merging/merge-records.service.js';
import { MergeRecordsStore } from './merging/merge-records.store.js';
import { MergeProof } from './merging/merge-proof.service.js';
import { MergingPersonalData } from './merging/merging.personal-data.js';
import { MergeUnits } from './merging/merge-units.service.js';
import { MergingUnitsStore } from './merging/merging-units.store.js';
import { MergingStore } from './merging/merging.store.js';
import { UnmergingUnitsStore } from './merging/unmerging-units.store.js';
import { Unmerge, RestoreMerged } from './merging/unmerge.service.js';
import { OAuthController, ProviderProofsController } from './oauth.controller.js';
import { OAuthCleanup } from './oauth.cleanup.js';
import { Arrivals } from './page-flows/arrivals.service.js';
import { PageFlows } from './page-flows/page-flows.service.js';
import { Providers } from './providers/providers.service.js';
import { SessionCodeReuse } from './session-codes/session-code-reuse.service.js';
import { SessionCodes } from './session-codes/session-codes.service.js';
import { SessionCodesStore } from './session-codes/session-codes.store.js';
import { CodesStore } from './sign-in/codes.store.js';
import { FirstSignIns } from './sign-in/first-sign-ins.service.js';
import { AddressJoining } from './sign-in/address-joining.service.js';
import { AddressJoiningStore } from './sign-in/address-joining.store.js';
import { ProviderAccounts } from './sign-in/provider-accounts.service.js';
import { ProveByProvider } from './prove-by-provider.service.js';
import { ProviderSignIn } from './sign-in/provider-sign-in.service.js';
import { SignInCodes } from './sign-in/sign-in-codes.service.js';

const authorization = [
  ProviderCalls,
  Providers,
  FlowCookies,
  UsedStatesStore,
  UsedStates,
  AuthorizationFlow,
  ApplicationRedirects,
  BeginFlow,
  FinishFlow,
  Arrivals,
  PageFlows,
];
const signIn = [
  ProviderSignIn,
  ProviderAccounts,
  FirstSignIns,
  AddressJoining,
  AddressJoiningStore,
  SignInCodes,
  CodesStore,
  ProveByProvider,
  OAuthCleanup,
];
const sessionCodes = [SessionCodes, SessionCodesStore, SessionCodeReuse];
const identities = [Identities, IdentityNotices, LinkIdentity, OwnIdentities];
const merging = [
  MergeAccounts,
  MergeActs,
  MergeContents,
  MergeProof,
  MergeUnits,
  MergingStore,
  MergingUnitsStore,
  UnmergingUnitsStore,
];
const unmerging = [
  MergeChoice,
  MergeMails,
  MergeRecords,
  MergeRecordsStore,
  MergingPersonalData,
  Unmerge,
  RestoreMerged,
];

/** Signing in by providers, linking them to accounts, and making one account of two. docs/providers.md */
@Module({
  imports: [
    LimitsModule,
    AuditModule,
    ChangesModule,
    AuthModule,
    FactorsModule,
    HttpModule,
    IdentitiesModule,
    MailModule,
    PasswordsModule,
    ProofsModule,
    RbacModule,
    SessionsModule,
    UsersModule,
  ],
  controllers: [
    OAuthController,
    CallbackController,
    IdentitiesController,
    MergeController,
    ProviderProofsController,
  ],
  providers: [
    ...authorization,
    ...signIn,
    ...sessionCodes,
    ...identities,
    ...merging,
    ...unmerging,
  ],
  exports: [
    ApplicationRedirects,
    Arrivals,
    OAuthCleanup,
    OwnIdentities,
    PageFlows,
    Providers,
    SessionCodes,
    Unmerge,
  ],
})
export class OAuthModule {}
