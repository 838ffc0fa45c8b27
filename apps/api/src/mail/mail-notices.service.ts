import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { baseUrlOf, Config, coreConfig, type ConfigOf } from '#libs/config';
import { StartNotices } from '#libs/operation';
import { mailConfig } from './mail.config.js';
import { isMailboxOpen } from './mailbox/local-mailbox.guard.js';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/i;

/** Reports at start where mails are sent, and warns when the connection is not encrypted. */
@Injectable()
export class MailNotices implements OnModuleInit {
  constructor(
    private readonly notices: StartNotices,
    @Inject(coreConfig.KEY) private readonly core: ConfigOf<typeof coreConfig>,
    @Inject(mailConfig.KEY) private readonly mail: ConfigOf<typeof mailConfig>,
    private readonly config: Config,
  ) {}

  onModuleInit(): void {
    const { server, useTls, useSsl, username } = this.mail;
    if (isMailboxOpen(this.mail, this.core, this.config)) {
      this.notices.add({ label: 'Mailbox', text: `${baseUrlOf(this.core)}/dev/mail` });
    } else if (!server) {
      const text =
        'Mails are not sent and cannot be read: /dev/mail is closed behind a proxy. Set MAIL_SERVER.';
      this.notices.add({ label: 'Mailbox', text, level: 'warn' });
    } else if (!useTls && !useSsl && !LOOPBACK.test(server)) {
      const what = username ? 'Mails, and MAIL_PASSWORD,' : 'Mails';
      const text = `${what} go to the mail server unencrypted. Set MAIL_USE_TLS or MAIL_USE_SSL.`;
      this.notices.add({ label: 'Mail', text, level: 'warn' });
    }
  }
}
