import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import { Database } from '#libs/database';
import { newId } from '#libs/kernel';
import { Devices } from '#api/sessions/devices';
import { getAddress } from './get-address.js';
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
    private readonly devices: Devices,
  ) {}

  async submit(kind: MailRequestKind, email: string, client: ClientInfo): Promise<void> {
    const emailCanonical = getAddress(email).canonical;
    const { ip, userAgent, requestId } = client;
    // What is no credential of ours is seen without a look at any account.
    const deviceHash = this.devices.recognise(client);
    const request = { id: newId(), kind, emailCanonical, ip, userAgent, requestId, deviceHash };
    await this.store.insert(this.database.pool, request);
    this.worker.wake();
  }
}
