import { Injectable } from '@nestjs/common';
import { Clock } from '#libs/kernel';
import { Audit } from '#api/audit';
import { UnitOfWork, type Unit } from '#api/platform/changes';
import { FlaskAccounts } from './flask-accounts.service.js';
import { FlaskBelongings } from './flask-belongings.service.js';
import { FlaskGrants } from './flask-grants.service.js';
import { Ledger, type FlaskReport, type FlaskRun } from './ledger.js';
import type { Original } from './original.js';

export interface FlaskImportOptions {
  /** Runs the whole import and rolls it back. */
  readonly dryRun: boolean;
  readonly microsoftTenant: string | null;
  /** Receives how many records are settled so far. */
  readonly onProgress?: (settled: number) => void;
}

/** Rolls back the transaction of a dry run. */
class DryRunRollback extends Error {}

/**
 * Imports the original service in one transaction: all of it or nothing. Existing records are joined, so that the import
 * can be repeated.
 */
@Injectable()
export class FlaskImport {
  constructor(
    private readonly work: UnitOfWork,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly grants: FlaskGrants,
    private readonly accounts: FlaskAccounts,
    private readonly belongings: FlaskBelongings,
  ) {}

  async run(original: Original, options: FlaskImportOptions): Promise<FlaskReport> {
    const ledger = new Ledger(options.onProgress);
    try {
      await this.work.run(async (unit) => {
        const { microsoftTenant } = options;
        const now = this.clock.now();
        await this.move({ unit, original, ledger, now, microsoftTenant });
        await this.record(unit, ledger);
        if (options.dryRun) throw new DryRunRollback('A dry run ends without a commit');
      });
    } catch (error) {
      if (!(error instanceof DryRunRollback)) throw error;
    }
    return ledger.report();
  }

  /** The order matters: each part refers to the parts before it. */
  private async move(run: FlaskRun): Promise<void> {
    await this.grants.move(run);
    const entitled = await this.accounts.move(run);
    await this.belongings.move(run, entitled);
  }

  private record(unit: Unit, ledger: Ledger): Promise<void> {
    const { counts, map } = ledger.report();
    for (const serviceId of Object.values(map.service))
      unit.changed({ kind: 'service_changed', serviceId });
    return this.audit.record(unit.tx, {
      type: 'original.imported',
      outcome: 'success',
      actor: { kind: 'operator' },
      details: { counts },
    });
  }
}
