import { Injectable } from '@nestjs/common';
import type { ClientInfo, Principal } from '#libs/access';
import { Config } from '#libs/config';
import { Database } from '#libs/database';
import { AppError, Clock } from '#libs/kernel';
import { PersonalData } from '#libs/personal-data';
import { Audit } from '#api/audit';
import { Buckets } from '#api/platform/rate-limit';
import { FreshProofs } from '#api/users/proofs';
import type { AccountExportDto } from './account-export.dto.js';

const RATE = { limit: 5, windowSeconds: 86_400 };

const tooManyExports = (waitMs: number) =>
  new AppError('RATE_LIMITED', {
    detail: 'Your data can be exported five times a day',
    retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)),
  });

/** Exports what is kept about the signed-in user (GDPR, article 20). */
@Injectable()
export class AccountExport {
  constructor(
    private readonly database: Database,
    private readonly data: PersonalData,
    private readonly proofs: FreshProofs,
    private readonly buckets: Buckets,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** @throws AppError `PROOF_REQUIRED`, `RATE_LIMITED` */
  async export(principal: Principal, client: ClientInfo): Promise<AccountExportDto> {
    const { userId, sessionId } = principal;
    const showing = { principal, client };
    await this.proofs.assertShown(this.database.pool, showing, 'export_account');
    await this.assertSeldom(userId);
    await this.database.transaction(async (tx) => {
      await this.proofs.consume(tx, showing, 'export_account');
      await this.audit.record(tx, {
        type: 'user.exported',
        outcome: 'success',
        actor: { kind: 'user', id: userId, sessionId },
        target: { kind: 'user', id: userId },
        client,
      });
    });
    const data = await this.data.collect({ userId, sessionId });
    return { success: true, exported_at: this.clock.now().toISOString(), data };
  }

  private async assertSeldom(userId: string): Promise<void> {
    if (this.config.value('RATE_LIMIT_ENABLED') === false) return;
    const { isAdmitted, waitMs } = await this.buckets.take(`rl:export:account:${userId}`, RATE);
    if (!isAdmitted) throw tooManyExports(waitMs);
  }
}
