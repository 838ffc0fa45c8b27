import { Module } from '@nestjs/common';
import { AuditModule } from '#api/audit';
import { DevicesModule } from '#api/sessions/devices';
import { MailModule } from '#api/mail';
import { AbusiveAddresses } from './abusive-addresses.service.js';
import { RiskMails } from './risk-mails.service.js';
import { RiskScore } from './risk-score.service.js';
import { RiskCleanup } from './risk.cleanup.js';
import { SignInRiskCheck } from './sign-in-risk-check.service.js';
import { SignInLinks } from './sign-in-links.service.js';
import { SignInLinksStore } from './sign-in-links.store.js';

/** How suspicious a sign-in is, and the links by which its owner answers. */
@Module({
  imports: [AuditModule, DevicesModule, MailModule],
  providers: [
    AbusiveAddresses,
    RiskMails,
    RiskScore,
    RiskCleanup,
    SignInRiskCheck,
    SignInLinks,
    SignInLinksStore,
  ],
  exports: [AbusiveAddresses, SignInRiskCheck, SignInLinks],
})
export class RiskModule {}
