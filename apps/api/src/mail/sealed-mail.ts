import { Inject, Injectable } from '@nestjs/common';
import { coreConfig, serverSecretOf, type ConfigOf } from '#libs/config';
import { SecretBox } from '#libs/kernel';

/** The part of a mail that the outbox keeps sealed: recipient, and content with its live link. */
export interface SecretMail {
  readonly to: string;
  readonly firstName: string | null;
  /** Absent in mails that an older release has queued. */
  readonly language?: string;
  readonly context: Readonly<Record<string, string>>;
}

/** Encrypts mails at rest; a payload opens only with the id of the row that it was sealed for. */
@Injectable()
export class SealedMail {
  private readonly box: SecretBox;

  constructor(@Inject(coreConfig.KEY) core: ConfigOf<typeof coreConfig>) {
    this.box = new SecretBox(serverSecretOf(core), 'mail-outbox');
  }

  seal(id: string, mail: SecretMail): Buffer {
    return this.box.seal(JSON.stringify(mail), id);
  }

  /** @throws SecretBoxError when `SECRET_KEY` has changed since */
  open(id: string, payload: Buffer): SecretMail {
    return JSON.parse(this.box.open(payload, id).toString()) as SecretMail;
  }
}
