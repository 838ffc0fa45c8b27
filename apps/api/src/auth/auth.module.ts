import { Module } from '@nestjs/common';
import { StatisticsModule } from '#api/audit/statistics';
import { AuditModule } from '#api/audit';
import { ChangesModule } from '#api/platform/changes';
import { DevicesModule } from '#api/sessions/devices';
import { FactorsModule } from '#api/factors';
import { LimitsModule } from '#api/protection/limits';
import { LoginBackOffModule } from '#api/protection/login-back-off';
import { IdentitiesModule } from '#api/users/identities';
import { SigningKeysModule } from '#api/signing-keys';
import { MailModule } from '#api/mail';
import { PasswordsModule } from '#api/users/passwords';
import { ProofsModule } from '#api/users/proofs';
import { RbacModule } from '#api/rbac';
import { RiskModule } from '#api/protection/risk';
import { ServicesModule } from '#api/services';
import { SessionsModule } from '#api/sessions';
import { UnitsModule } from '#api/units';
import { UsersModule } from '#api/users';
import { AdmitSignIn } from './admit-sign-in.service.js';
import { ExamineSignIn } from './examine-sign-in.service.js';
import { AddressConfirmation } from './address-confirmation.service.js';
import { AppTokensModule } from '#api/app-tokens';
import { AccountMails } from './account-mails.service.js';
import { AccountTakeover } from './account-takeover.service.js';
import { CredentialRevocation } from './credential-revocation.service.js';
import { DeniedSignIns, DeniedActs } from './denied-sign-ins.service.js';
import { EmailVerificationController } from './email-verification.controller.js';
import { EmailVerification } from './email-verification.service.js';
import { FactorOffers } from './factor-offers.service.js';
import { AccountExportController } from './account-export/account-export.controller.js';
import { AccountExport } from './account-export/account-export.service.js';
import { AddressChangeController } from './address-change/address-change.controller.js';
import { AddressChangeMails } from './address-change/address-change-mails.service.js';
import { AskAddressChange } from './address-change/ask-address-change.service.js';
import { ConfirmAddressChange } from './address-change/confirm-address-change.service.js';
import { DeadLinks } from './address-change/dead-links.service.js';
import { OwnershipProof } from './address-change/ownership-proof.service.js';
import { EndOfTakenAccount } from './address-change/end-of-taken-account.service.js';
import { UndoAddressChange } from './address-change/undo-address-change.service.js';
import { ClientNonces } from './email-sign-in/client-nonces.service.js';
import { EmailSignInCleanup } from './email-sign-in/email-sign-in.cleanup.js';
import { EmailSignInCodes } from './email-sign-in/email-sign-in-codes.service.js';
import { EmailSignInController } from './email-sign-in/email-sign-in.controller.js';
import { EmailSignInMails } from './email-sign-in/email-sign-in-mails.service.js';
import { EmailSignIn } from './email-sign-in/email-sign-in.service.js';
import { EmailSignInsStore } from './email-sign-in/email-sign-ins.store.js';
import { MailboxProof } from './email-sign-in/mailbox-proof.service.js';
import { ErasableAccounts } from './erasable-accounts.service.js';
import { Erasure } from './erasure.service.js';
import { FactorRequirement } from './factor-requirement.service.js';
import { FirstAdministrator } from './first-administrator.service.js';
import { IssueProof } from './issue-proof.service.js';
import { Login } from './login.service.js';
import { MakeProof } from './make-proof.service.js';
import { MailRequests, AnswerMailRequest } from './mail-requests.service.js';
import { MailRequestsStore } from './mail-requests.store.js';
import { NewAdministrators } from './new-administrators.service.js';
import { NewPasswordNotice } from './new-password-notice.service.js';
import { FactorGuesses } from './factor-guesses.service.js';
import { OwnFactor } from './own-factor.service.js';
import { OpenFromSession } from './open-from-session.service.js';
import { OpenSignIn } from './open-sign-in.service.js';
import { PasskeySignInController } from './passkey-sign-in.controller.js';
import { PasskeySignIn } from './passkey-sign-in.service.js';
import { PasswordChange, FirstPassword } from './password-change.service.js';
import { PasswordProof, OwnPassword } from './password-proof.service.js';
import { PasswordRemoval } from './password-removal.service.js';
import { PasswordResetController } from './password-reset.controller.js';
import { PasswordReset } from './password-reset.service.js';
import { ProfileController, FirstPasswordController } from './profile.controller.js';
import { Profile } from './profile.service.js';
import { ProofsController } from './proofs.controller.js';
import { RegistrationController } from './registration.controller.js';
import { Registration } from './registration.service.js';
import { RegistrationProof } from './registration-proof.service.js';
import { DemandSecondFactor } from './second-factor/demand-second-factor.service.js';
import { EnrolmentDuty } from './second-factor/enrolment-duty.service.js';
import { RememberDevice } from './second-factor/remember-device.service.js';
import { ResumeSignIn } from './second-factor/resume-sign-in.service.js';
import { SecondFactorController } from './second-factor/second-factor.controller.js';
import { SecondFactorSignIn } from './second-factor/second-factor-sign-in.service.js';
import { SignInChallengesCleanup } from './second-factor/sign-in-challenges.cleanup.js';
import { SignInChallenges } from './second-factor/sign-in-challenges.service.js';
import { SignInChallengesStore } from './second-factor/sign-in-challenges.store.js';
import { SessionTokens } from './session-tokens.service.js';
import { SignInAnswers } from './sign-in-answers.service.js';
import { SignInController, SignInAnswersController } from './sign-in.controller.js';
import { SignInAudit } from './sign-in-audit.service.js';
import { StepUpController } from './step-up.controller.js';
import { StepUpMethods } from './step-up-methods.service.js';
import { StepUpRecords } from './step-up-records.service.js';
import { StepUpTokens } from './step-up-tokens.service.js';
import { StepUp } from './step-up.service.js';
import { UnconfirmedRegistrations } from './unconfirmed-registrations.service.js';
import { VerificationLinks } from './verification-links.service.js';
import { RecoveryReview } from './recovery-review.service.js';

const registration = [Registration, UnconfirmedRegistrations, AccountMails];
const verification = [EmailVerification, VerificationLinks, RegistrationProof, AddressConfirmation];
const mailRequests = [MailRequests, MailRequestsStore, AnswerMailRequest];
const secondFactor = [
  DemandSecondFactor,
  EnrolmentDuty,
  RememberDevice,
  ResumeSignIn,
  SecondFactorSignIn,
  SignInChallenges,
  SignInChallengesCleanup,
  SignInChallengesStore,
];
const signIn = [
  Login,
  PasskeySignIn,
  PasswordProof,
  ExamineSignIn,
  AdmitSignIn,
  OpenSignIn,
  OpenFromSession,
  SignInAnswers,
  DeniedSignIns,
  DeniedActs,
  SignInAudit,
  SessionTokens,
];
const emailSignIn = [
  EmailSignIn,
  EmailSignInCodes,
  EmailSignInsStore,
  EmailSignInMails,
  EmailSignInCleanup,
  MailboxProof,
  ClientNonces,
];
const addressChange = [
  AskAddressChange,
  ConfirmAddressChange,
  UndoAddressChange,
  EndOfTakenAccount,
  OwnershipProof,
  DeadLinks,
  AddressChangeMails,
];
const passwords = [
  CredentialRevocation,
  NewPasswordNotice,
  PasswordChange,
  FirstPassword,
  OwnPassword,
  PasswordRemoval,
  PasswordReset,
  RecoveryReview,
];
const proofs = [MakeProof, IssueProof, OwnFactor, FactorGuesses, FactorOffers, FactorRequirement];
const stepUp = [StepUp, StepUpMethods, StepUpRecords, StepUpTokens];
const account = [AccountExport, Profile, ErasableAccounts, Erasure, AccountTakeover];
const administrators = [NewAdministrators];

/** Accounts and their users: registration, verification, login, refresh, profile, passwords, recovery, erasure. */
@Module({
  imports: [
    StatisticsModule,
    AuditModule,
    ChangesModule,
    AppTokensModule,
    DevicesModule,
    FactorsModule,
    LimitsModule,
    LoginBackOffModule,
    IdentitiesModule,
    SigningKeysModule,
    MailModule,
    PasswordsModule,
    ProofsModule,
    RbacModule,
    UnitsModule,
    RiskModule,
    ServicesModule,
    SessionsModule,
    UsersModule,
  ],
  controllers: [
    RegistrationController,
    EmailVerificationController,
    SignInController,
    PasskeySignInController,
    SecondFactorController,
    EmailSignInController,
    ProfileController,
    AddressChangeController,
    AccountExportController,
    FirstPasswordController,
    ProofsController,
    StepUpController,
    PasswordResetController,
    SignInAnswersController,
  ],
  providers: [
    ...registration,
    ...verification,
    ...mailRequests,
    ...signIn,
    ...secondFactor,
    ...emailSignIn,
    ...addressChange,
    ...passwords,
    ...proofs,
    ...stepUp,
    ...account,
    ...administrators,
  ],
  exports: [
    AccountExport,
    AccountMails,
    AccountTakeover,
    AskAddressChange,
    ClientNonces,
    ConfirmAddressChange,
    EmailSignIn,
    EmailVerification,
    EnrolmentDuty,
    Erasure,
    FactorOffers,
    FirstPassword,
    Login,
    MailRequests,
    MakeProof,
    NewAdministrators,
    OpenFromSession,
    OpenSignIn,
    OwnPassword,
    PasskeySignIn,
    PasswordChange,
    PasswordRemoval,
    PasswordReset,
    Profile,
    Registration,
    SecondFactorSignIn,
    SignInAnswers,
    SignInAudit,
    SignInChallenges,
    StepUp,
    StepUpMethods,
    UndoAddressChange,
  ],
})
export class AuthModule {}

/** Imported by a server, and by no command: makes the first administrator at start. */
@Module({ imports: [AuthModule], providers: [FirstAdministrator] })
export class FirstAdministratorModule {}
