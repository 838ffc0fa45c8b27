import { Module } from '@nestjs/common';
import { AuditModule } from '#api/audit';
import { DevicesModule } from '#api/sessions/devices';
import { MailModule } from '#api/mail';
import { AbusiveAddresses } from './abusive-addresses.service.js';
import { RiskMails } from './risk-mails.service.js';
import { RiskCleanup } from './risk.cleanup.js';
import { SignInRiskCheck } from './sign-in-risk-check.service.js';
import { SignInLinks } from './sign-in-links.service.js';
import { SignInLinksStore } from './sign-in-links.store.js';

/** The risk check of sign-ins, and the mailed links by which the owner confirms or denies one. */
@Module({
  imports: [AuditModule, DevicesModule, MailModule],
  providers: [
    AbusiveAddresses,
    RiskMails,
    RiskCleanup,
    SignInRiskCheck,
    SignInLinks,
    SignInLinksStore,
  ],
  exports: [AbusiveAddresses, SignInRiskCheck, SignInLinks],
})
export class RiskModule {}
