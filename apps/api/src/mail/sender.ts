import { domainToASCII } from 'node:url';
import { Inject, Injectable } from '@nestjs/common';
import { baseUrlOf, coreConfig, type ConfigOf } from '#libs/config';
import { mailConfig } from './mail.config.js';
import { parseSender, type MailAddress } from './sender-address.js';

/** The sender of all mails: MAIL_DEFAULT_SENDER, else the SMTP account, else `no-reply@` and the host of this server. */
@Injectable()
export class Sender {
  readonly from: MailAddress;

  constructor(
    @Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>,
    @Inject(mailConfig.KEY) mail: ConfigOf<typeof mailConfig>,
  ) {
    const account = parseSender(mail.username ?? '')?.address;
    const host = new URL(baseUrlOf(core)).hostname;
    const configured = parseSender(mail.sender ?? '');
    const address = configured?.address ?? account ?? `no-reply@${host}`;
    this.from = { name: configured?.name || core.appName, address };
  }

  /** The right-hand side of our Message-IDs, in ASCII. */
  get domain(): string {
    const domain = this.from.address.slice(this.from.address.lastIndexOf('@') + 1);
    return domainToASCII(domain) || domain;
  }
}
