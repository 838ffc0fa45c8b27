import { row, rows, type Database } from '#libs/database';
import { newId } from '#libs/kernel';
import { Lifecycle, Metrics } from '#libs/operation';
import { FakeClock } from '#libs/testing';
import { AuditSealer, RekeyAudit, RetireAudit, VerifyAudit, type AuditReport } from '#api/audit';
import { Audit } from '../../apps/api/src/audit/audit.service.js';
import { AuditStore } from '../../apps/api/src/audit/audit.store.js';
import { AuditChainStore } from '../../apps/api/src/audit/chain/audit-chain.store.js';
import { AuditMarksStore } from '../../apps/api/src/audit/chain/audit-marks.store.js';
import { AuditSeals } from '../../apps/api/src/audit/chain/audit-seals.js';

const SECRET = 'for-tests-only-0123456789abcdefghijklmnop';

/** The audit trail and its sealer, as in an instance of the server. */
export class Trail {
  readonly clock = new FakeClock('2026-01-01T12:00:00.000Z');
  readonly sealer: AuditSealer;
  readonly retirement: RetireAudit;
  readonly rekeying: RekeyAudit;
  private readonly audit = new Audit(new AuditStore(), this.clock);
  private readonly verifier: VerifyAudit;

  constructor(
    readonly database: Database,
    secret = SECRET,
  ) {
    const [store, seals] = [new AuditChainStore(), new AuditSeals(secret)];
    const marks = new AuditMarksStore();
    const { clock, audit } = this;
    this.sealer = new AuditSealer(database, store, seals, clock, new Lifecycle(), new Metrics());
    this.verifier = new VerifyAudit(database, store, marks, seals);
    this.retirement = new RetireAudit(database, store, marks, seals, clock, audit);
    this.rekeying = new RekeyAudit(database, store, marks, seals, clock, audit);
  }

  async write(count: number, tx = this.database.pool): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      await this.audit.record(tx, {
        type: 'test.done',
        outcome: 'success',
        actor: { kind: 'user', id: newId() },
        details: { index, before: { name: 'Ünï' } },
      });
    }
  }

  async sealed(count: number): Promise<this> {
    await this.write(count);
    await this.sealer.seal();
    return this;
  }

  verify(range?: Parameters<VerifyAudit['verify']>[0]): Promise<AuditReport> {
    return this.verifier.verify(range);
  }

  /** Writes so many days with so many events each; the day after the last has begun. */
  async days(count: number, events: number): Promise<this> {
    for (let day = 0; day < count; day += 1) {
      await this.sealed(events);
      this.clock.advanceSeconds(86_400);
    }
    return this.sealed(1);
  }

  /** Retires all days before this one; answers how many events went with each. */
  async retire(before: string): Promise<(number | null)[]> {
    const gone: (number | null)[] = [];
    for (const part of await this.retirement.plan(before)) {
      gone.push(await this.retirement.retire(part, 'operator'));
    }
    return gone;
  }

  async count(table: string): Promise<number> {
    const found = await row<{ n: string }>(
      this.database.pool,
      `SELECT count(*) AS n FROM ${table}`,
    );
    return Number(found?.n);
  }

  async empty(): Promise<void> {
    const tables = ['events', 'seals', 'anchors', 'head', 'queue', 'marks'];
    await this.byHand(...tables.map((name) => `DELETE FROM audit_${name}`));
  }

  async eventOf(number: number): Promise<string> {
    const sql = 'SELECT event_id AS id FROM audit_seals WHERE number = $1';
    return (await row<{ id: string }>(this.database.pool, sql, [number]))?.id ?? '';
  }

  /** Executes SQL with all rights, like an attacker with psql. */
  async byHand(...statements: string[]): Promise<void> {
    await this.database.transaction(async (tx) => {
      await rows(tx, 'SET LOCAL session_replication_role = replica');
      for (const statement of statements) await rows(tx, statement);
    });
  }
}

export const kinds = ({ findings }: AuditReport) => findings.map(({ kind }) => kind);
export const named = ({ findings }: AuditReport) =>
  findings.map(({ kind, number, eventId }) => [kind, number, eventId]);
