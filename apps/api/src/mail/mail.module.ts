import { MailerModule } from '@nestjs-modules/mailer';
import { Module } from '@nestjs/common';
import type { ConfigOf } from '#libs/config';
import { Traces } from '#libs/operation';
import { MailboxController } from './mailbox/mailbox.controller.js';
import { Mailbox, MailboxTransport } from './mailbox/mailbox.service.js';
import { MailboxStore } from './mailbox/mailbox.store.js';
import { MailBudget } from './mail-budget.service.js';
import { MailBudgetStore } from './mail-budget.store.js';
import { mailConfig } from './mail.config.js';
import { MailFolds } from './mail-folds.service.js';
import { MailFoldsStore } from './mail-folds.store.js';
import { MailCounters } from './mail-counters.js';
import { MailLinks } from './mail-links.js';
import { MailPersonalData } from './mail.personal-data.js';
import { MailNotices } from './mail-notices.service.js';
import { MailRenderer } from './mail-renderer.js';
import { Outbox } from './outbox.service.js';
import { OutboxStatus } from './outbox-status.service.js';
import { OutboxSignal } from './outbox-signal.js';
import { OutboxStore } from './outbox.store.js';
import { OutboxCleanupStore } from './outbox-cleanup.store.js';
import { SealedMail } from './sealed-mail.js';
import { SendMail } from './send-mail.service.js';
import { Sender } from './sender.js';
import { SmtpTransport } from './smtp/smtp-transport.js';
import { FoldedMails } from './worker/folded-mails.service.js';
import { LeaseKeeper } from './worker/lease-keeper.service.js';
import { MailDelivery } from './worker/mail-delivery.service.js';
import { OutboxCleanup } from './worker/outbox-cleanup.service.js';
import { OutboxSchedule } from './worker/outbox-schedule.service.js';
import { OutboxQueue } from './worker/outbox-queue.service.js';
import { OutboxTiming } from './worker/outbox-timing.js';
import { OutboxWorker } from './worker/outbox-worker.service.js';

/** For features that send mail: the outbox, and the links of mails. This module queues mails and does not send them. */
@Module({
  providers: [
    MailBudget,
    MailBudgetStore,
    MailCounters,
    MailFolds,
    MailFoldsStore,
    MailLinks,
    MailPersonalData,
    OutboxSignal,
    OutboxStore,
    Outbox,
    SealedMail,
    Sender,
  ],
  exports: [
    MailBudget,
    MailCounters,
    MailFolds,
    MailLinks,
    Outbox,
    OutboxSignal,
    OutboxStore,
    SealedMail,
    Sender,
  ],
})
export class MailModule {}

@Module({ providers: [Mailbox, MailboxStore], exports: [Mailbox] })
class MailboxModule {}

/** SMTP, or the mailbox of this machine when no mail server is configured. */
const mailer = MailerModule.forRootAsync({
  imports: [MailboxModule],
  inject: [mailConfig.KEY, Mailbox, Traces],
  useFactory: (config: ConfigOf<typeof mailConfig>, mailbox: Mailbox, traces: Traces) => ({
    transport: config.server ? new SmtpTransport(config, traces) : new MailboxTransport(mailbox),
  }),
});

const worker = [
  FoldedMails,
  LeaseKeeper,
  MailDelivery,
  OutboxCleanup,
  OutboxSchedule,
  OutboxQueue,
  OutboxTiming,
  OutboxCleanupStore,
  OutboxWorker,
];

/** For the server: sends the mails of the outbox, reports its state and shows the mailbox. */
@Module({
  imports: [MailModule, MailboxModule, mailer],
  controllers: [MailboxController],
  providers: [...worker, SendMail, MailNotices, MailRenderer, OutboxStatus],
})
export class MailDeliveryModule {}
