export { MailBudgetEntity } from './mail-budget.entity.js';
export { MailboxMailEntity } from './mailbox/mailbox-mail.entity.js';
export { mailConfig } from './mail.config.js';
export { MailDeliveryModule, MailModule } from './mail.module.js';
export { MailFoldEntity } from './mail-fold.entity.js';
export { MailLinks } from './mail-links.js';
export { Outbox, type Mail, type MailCause } from './outbox.js';
export { OutboxMailEntity } from './outbox-mail.entity.js';
export type { MailTemplate, MailTemplates } from './templates/index.js';
