import type { Entities } from '#libs/database';
import { CleanupTurnEntity } from '#libs/cleanup';
import { AppTokenEntity, AppTokenUsageEntity } from './app-tokens/app-token.entity.js';
import { ServiceCallerEntity } from './app-tokens/callers/service-caller.entity.js';
import { AuditEventEntity } from './audit/audit-event.entity.js';
import {
  AuditAnchorEntity,
  AuditHeadEntity,
  AuditMarkEntity,
  AuditQueueEntity,
  AuditSealEntity,
} from './audit/chain/audit-chain.entity.js';
import { BrowserSessionEntity } from './browser-sessions/browser-session.entity.js';
import { MailRequestEntity } from './auth/mail-request.entity.js';
import { FactorEntity } from './factors/factor.entity.js';
import { FactorResetEntity } from './factors/resets/factor-reset.entity.js';
import { TotpSecretEntity } from './factors/totp/totp-secret.entity.js';
import { RecoveryCodeEntity } from './factors/recovery/recovery-code.entity.js';
import { PasskeyEntity } from './factors/passkeys/passkey.entity.js';
import { UsedWebauthnChallengeEntity } from './factors/passkeys/used-webauthn-challenge.entity.js';
import { SignInChallengeEntity } from './auth/sign-in-challenge.entity.js';
import { ChangeLogEntity } from './platform/changes/change-log.entity.js';
import { DeviceEntity } from './sessions/devices/device.entity.js';
import { IdempotencyKeyEntity } from './platform/http/idempotency/idempotency-key.entity.js';
import { IdentityEntity } from './users/identities/identity.entity.js';
import { SigningKeyEntity } from './signing-keys/signing-key.entity.js';
import { FailedLoginEntity } from './protection/login-back-off/failed-login.entity.js';
import { MailBudgetEntity } from './mail/mail-budget.entity.js';
import { MailFoldEntity } from './mail/mail-fold.entity.js';
import { MailboxMailEntity } from './mail/mailbox/mailbox-mail.entity.js';
import { OutboxMailEntity } from './mail/outbox-mail.entity.js';
import { OAuthUsedStateEntity } from './oauth/flow/used-state.entity.js';
import { AccountMergeEntity } from './oauth/merging/account-merge.entity.js';
import { OAuthCodeEntity } from './oauth/sign-in/oauth-code.entity.js';
import { SessionCodeEntity } from './oauth/session-codes/session-code.entity.js';
import { FreshProofEntity } from './users/proofs/fresh-proof.entity.js';
import { InvitationEntity } from './organizations/invitations/invitation.entity.js';
import { InvitationRoleEntity } from './organizations/invitations/invitation-role.entity.js';
import { PermissionEntity } from './rbac/permission.entity.js';
import { RoleEntity, RolePermissionEntity } from './rbac/role.entity.js';
import { UnitRoleEntity } from './rbac/at-units/unit-role.entity.js';
import { UserServiceRoleEntity } from './rbac/user-service-role.entity.js';
import { SignInLinkEntity } from './protection/risk/sign-in-link.entity.js';
import { ServiceEntity } from './services/service.entity.js';
import {
  OpenSessionChangeEntity,
  OpenSessionCountEntity,
  OpenSessionsOfUserEntity,
} from './sessions/open-sessions.entity.js';
import { SessionEntity } from './sessions/session.entity.js';
import {
  ActiveSessionEntity,
  ActiveUserEntity,
  DailyStatisticEntity,
  NewAccountsEntity,
} from './audit/statistics/statistics.entity.js';
import { EmailSignInEntity } from './auth/email-sign-in/email-sign-in.entity.js';
import { AddressChangeEntity } from './users/address-change.entity.js';
import { OneTimeTokenEntity } from './users/one-time-token.entity.js';
import { PendingRegistrationEntity } from './users/pending-registration.entity.js';
import { MemberEntity } from './units/member.entity.js';
import { OwnerEntity } from './units/owner.entity.js';
import { DomainEntity } from './organizations/domains/domain.entity.js';
import { DomainJoinEntity } from './organizations/domains/domain-join.entity.js';
import { UnitEntity } from './units/unit.entity.js';
import { UserEntity } from './users/user.entity.js';

/** The entities of all features; each adds its own here. A test compares them with the migrated schema. */
export const ENTITIES = [
  ActiveSessionEntity,
  ActiveUserEntity,
  AccountMergeEntity,
  AddressChangeEntity,
  AppTokenEntity,
  AppTokenUsageEntity,
  AuditAnchorEntity,
  AuditEventEntity,
  AuditHeadEntity,
  AuditMarkEntity,
  AuditQueueEntity,
  AuditSealEntity,
  BrowserSessionEntity,
  ChangeLogEntity,
  DailyStatisticEntity,
  DeviceEntity,
  EmailSignInEntity,
  FreshProofEntity,
  IdempotencyKeyEntity,
  IdentityEntity,
  MailBudgetEntity,
  MailFoldEntity,
  FailedLoginEntity,
  MailboxMailEntity,
  MailRequestEntity,
  NewAccountsEntity,
  OAuthCodeEntity,
  OpenSessionChangeEntity,
  OpenSessionCountEntity,
  OpenSessionsOfUserEntity,
  OAuthUsedStateEntity,
  OneTimeTokenEntity,
  OutboxMailEntity,
  PermissionEntity,
  RoleEntity,
  RolePermissionEntity,
  ServiceCallerEntity,
  ServiceEntity,
  SessionCodeEntity,
  SessionEntity,
  SigningKeyEntity,
  SignInLinkEntity,
  PendingRegistrationEntity,
  UserEntity,
  FactorEntity,
  FactorResetEntity,
  TotpSecretEntity,
  RecoveryCodeEntity,
  PasskeyEntity,
  UsedWebauthnChallengeEntity,
  SignInChallengeEntity,
  CleanupTurnEntity,
  UserServiceRoleEntity,
  InvitationEntity,
  InvitationRoleEntity,
  UnitEntity,
  MemberEntity,
  OwnerEntity,
  UnitRoleEntity,
  DomainEntity,
  DomainJoinEntity,
] satisfies Entities;
