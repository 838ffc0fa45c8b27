import { Inject, Injectable } from '@nestjs/common';
import type { MailMessage, Transport } from 'nodemailer';
import { coreConfig, serverSecretOf, type ConfigOf } from '#libs/config';
import { Database } from '#libs/database';
import { Clock, isId, SecretBox, SecretBoxError, newId } from '#libs/kernel';
import { MailboxStore, type MailboxRow } from './mailbox.store.js';
import type { MailAddress } from '../sender-address.js';

/** How many mails the mailbox holds; older ones are deleted. */
const CAPACITY = 200;

/** A mail as it would have been sent. */
export interface MailboxContent {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface MailboxMail extends MailboxContent {
  readonly id: string;
  readonly sentAt: Date;
}

/** Stores mails while no mail server is configured. They are readable on this machine alone and survive restarts. */
@Injectable()
export class Mailbox {
  private readonly box: SecretBox;

  constructor(
    private readonly database: Database,
    private readonly store: MailboxStore,
    private readonly clock: Clock,
    @Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>,
  ) {
    this.box = new SecretBox(serverSecretOf(core), 'mailbox');
  }

  /** @param id the id of the mail: a repeated delivery changes nothing */
  async put(id: string, content: MailboxContent): Promise<void> {
    const sealed = this.box.seal(JSON.stringify(content), id);
    const { pool } = this.database;
    await this.store.insert(pool, { id, content: sealed, sentAt: this.clock.now() });
    await this.store.keepNewest(pool, CAPACITY);
  }

  /** Lists all readable mails, the newest first. */
  async list(): Promise<MailboxMail[]> {
    const kept = await this.store.list(this.database.pool);
    return kept.flatMap((mail) => this.open(mail) ?? []);
  }

  async find(id: string): Promise<MailboxMail | null> {
    const kept = isId(id) ? await this.store.find(this.database.pool, id) : null;
    return kept && this.open(kept);
  }

  /** `null` for a mail that was sealed under another SECRET_KEY. */
  private open({ id, content, sentAt }: MailboxRow): MailboxMail | null {
    try {
      const plain = JSON.parse(this.box.open(content, id).toString()) as MailboxContent;
      return { id, ...plain, sentAt };
    } catch (error) {
      if (error instanceof SecretBoxError) return null;
      throw error;
    }
  }
}

type ResultCallback = Parameters<Transport['send']>[1];

/** A nodemailer transport that stores mails in the mailbox of this machine. */
export class MailboxTransport implements Transport {
  readonly name = 'mailbox';
  readonly version = '1';

  constructor(private readonly mailbox: Mailbox) {}

  send({ data, message }: MailMessage, callback: ResultCallback): void {
    const envelope = message.getEnvelope();
    const messageId = message.messageId();
    const { subject = '', to, text, html } = data;
    const { address } = to as MailAddress;
    const content = { to: address, subject, text: textOf(text), html: textOf(html) };
    this.mailbox.put(idOf(messageId), content).then(
      () => callback(null, { envelope, messageId }),
      (error: Error) => callback(error),
    );
  }
}

/** `SendMail` passes both parts as strings. */
const textOf = (part: unknown): string => (typeof part === 'string' ? part : '');

/** Our Message-IDs begin with the mail's id. */
function idOf(messageId: string): string {
  const [id = ''] = messageId.replace(/^</, '').split('@');
  return isId(id) ? id : newId();
}
