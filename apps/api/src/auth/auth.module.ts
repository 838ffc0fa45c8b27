import { Module } from '@nestjs/common';
import { DevicesModule } from '#api/sessions/devices';
import { LoginBackOffModule } from '#api/protection/login-back-off';
import { IdentitiesModule } from '#api/users/identities';
import { SigningKeysModule } from '#api/signing-keys';
import { MailModule } from '#api/mail';
import { PasswordsModule } from '#api/users/passwords';
import { RbacModule } from '#api/rbac';
import { RiskModule } from '#api/protection/risk';
import { ServicesModule } from '#api/services';
import { SessionsModule } from '#api/sessions';
import { UsersModule } from '#api/users';
import { AddressConfirmation } from './address-confirmation.service.js';
import { AppTokensModule } from '#api/app-tokens';
import { AccountMails } from './account-mails.service.js';
import { AccountTakeover } from './account-takeover.service.js';
import { AdministratorAccounts } from './administrator-accounts.service.js';
import { AnswerMailRequest } from './answer-mail-request.service.js';
import { ChangePassword } from './change-password.service.js';
import { DeniedActs } from './denied-acts.service.js';
import { DeniedSignIns } from './denied-sign-ins.service.js';
import { EmailVerificationController } from './email-verification.controller.js';
import { EmailVerification } from './email-verification.service.js';
import { EraseAccount } from './erase-account.service.js';
import { Erasure } from './erasure.service.js';
import { IssueProof } from './issue-proof.service.js';
import { IssueTokens } from './issue-tokens.service.js';
import { Login } from './login.service.js';
import { MakeProof } from './make-proof.service.js';
import { MailRequestWorker } from './mail-request-worker.service.js';
import { MailRequests } from './mail-requests.service.js';
import { MailRequestsStore } from './mail-requests.store.js';
import { NewAccounts } from './new-accounts.service.js';
import { NewAdministrators } from './new-administrators.service.js';
import { OldTrust } from './old-trust.service.js';
import { OpenSignIn } from './open-sign-in.service.js';
import { OwnPassword } from './own-password.service.js';
import { PasswordAftermath } from './password-aftermath.service.js';
import { PasswordProof } from './password-proof.service.js';
import { PasswordSignIn } from './password-sign-in.service.js';
import { PasswordReplacement } from './password-replacement.service.js';
import { PasswordResetController } from './password-reset.controller.js';
import { PasswordReset } from './password-reset.service.js';
import { ProfileController } from './profile.controller.js';
import { Profile } from './profile.service.js';
import { ProofsController } from './proofs.controller.js';
import { Proofs } from './proofs.service.js';
import { Refresh } from './refresh.service.js';
import { ProviderRegistrations } from './provider-registrations.service.js';
import { Register } from './register.service.js';
import { RegistrationController } from './registration.controller.js';
import { RegistrationReplay } from './registration-replay.service.js';
import { RegistrationMails } from './registration-mails.service.js';
import { RegistrationProof } from './registration-proof.service.js';
import { Registrations } from './registrations.service.js';
import { ResetTokens } from './reset-tokens.service.js';
import { SignInAdmission } from './sign-in-admission.service.js';
import { SignInAnswersController } from './sign-in-answers.controller.js';
import { SignInAnswers } from './sign-in-answers.service.js';
import { SignInController } from './sign-in.controller.js';
import { SignInAudit } from './sign-in-audit.service.js';
import { SignInUndoing } from './sign-in-undoing.service.js';
import { VerificationActs } from './verification-acts.service.js';
import { VerificationLinks } from './verification-links.service.js';
import { WaysIn } from './ways-in.service.js';

const registration = [
  Register,
  RegistrationReplay,
  NewAccounts,
  Registrations,
  RegistrationMails,
  ProviderRegistrations,
  AccountMails,
];
const verification = [
  EmailVerification,
  VerificationLinks,
  RegistrationProof,
  VerificationActs,
  AddressConfirmation,
];
const mailRequests = [MailRequests, MailRequestsStore, MailRequestWorker, AnswerMailRequest];
const signIn = [
  Login,
  PasswordSignIn,
  PasswordProof,
  OpenSignIn,
  SignInAdmission,
  SignInAnswers,
  SignInUndoing,
  DeniedSignIns,
  DeniedActs,
  SignInAudit,
  IssueTokens,
  Refresh,
];
const passwords = [
  ChangePassword,
  OwnPassword,
  PasswordReset,
  PasswordReplacement,
  PasswordAftermath,
  OldTrust,
  ResetTokens,
  WaysIn,
];
const proofs = [Proofs, MakeProof, IssueProof];
const account = [Profile, EraseAccount, Erasure, AccountTakeover];
const administrators = [NewAdministrators, AdministratorAccounts];

/** The whole life of an account: how it begins, how its owner signs in, changes it, gets back in, and ends it. */
@Module({
  imports: [
    AppTokensModule,
    DevicesModule,
    LoginBackOffModule,
    IdentitiesModule,
    SigningKeysModule,
    MailModule,
    PasswordsModule,
    RbacModule,
    RiskModule,
    ServicesModule,
    SessionsModule,
    UsersModule,
  ],
  controllers: [
    RegistrationController,
    EmailVerificationController,
    SignInController,
    ProfileController,
    ProofsController,
    PasswordResetController,
    SignInAnswersController,
  ],
  providers: [
    ...registration,
    ...verification,
    ...mailRequests,
    ...signIn,
    ...passwords,
    ...proofs,
    ...account,
    ...administrators,
  ],
  exports: [
    AccountMails,
    AccountTakeover,
    EmailVerification,
    Erasure,
    MailRequests,
    MakeProof,
    NewAdministrators,
    OpenSignIn,
    PasswordReset,
    ProviderRegistrations,
    SignInAnswers,
    SignInAudit,
  ],
})
export class AuthModule {}
