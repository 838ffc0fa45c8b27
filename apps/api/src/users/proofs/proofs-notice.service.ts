import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { StartNotices } from '#libs/operation';
import { FreshProofs } from './fresh-proofs.service.js';

const WARNING =
  "FRESH_PROOF_FOR_ADMINISTRATION=false: who holds an administrator's access token, which every service is sent, mints application tokens, grants callers and grants role:write, token:write and user:delete with it.";

/** Warns at start, on the terminal and in the log, when administration requires no proof. */
@Injectable()
export class ProofsNotice implements OnApplicationBootstrap {
  private readonly logger = new Logger('Proofs');

  constructor(
    private readonly proofs: FreshProofs,
    private readonly notices: StartNotices,
  ) {}

  onApplicationBootstrap(): void {
    if (this.proofs.areForAdministration) return;
    this.logger.warn(WARNING);
    this.notices.add({ label: 'Proofs', text: WARNING, level: 'warn' });
  }
}
