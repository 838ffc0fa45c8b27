import { Injectable } from '@nestjs/common';
import { DeviceCredentialPort, type ClientInfo } from '#libs/access';
import { Database } from '#libs/database';
import { getNormalisedEmail, newId } from '#libs/kernel';
import { MailRequestWorker } from './mail-request-worker.service.js';
import { MailRequestsStore, type MailRequestKind } from './mail-requests.store.js';

/**
 * Takes what is asked for by an address alone. One row is written for any address, and nobody looks whether
 * it has an account before the answer is out: neither its words nor its time can tell.
 */
@Injectable()
export class MailRequests {
  constructor(
    private readonly database: Database,
    private readonly store: MailRequestsStore,
    private readonly worker: MailRequestWorker,
    private readonly devices: DeviceCredentialPort,
  ) {}

  async submit(kind: MailRequestKind, email: string, client: ClientInfo): Promise<void> {
    const emailCanonical = getNormalisedEmail(email).canonical;
    const { ip, userAgent, requestId, device } = client;
    // What is no credential of ours is seen without a look at any account.
    const deviceHash = this.devices.hashOf(device?.shown);
    const request = { id: newId(), kind, emailCanonical, ip, userAgent, requestId, deviceHash };
    await this.store.insert(this.database.pool, request);
    this.worker.wake();
  }
}
