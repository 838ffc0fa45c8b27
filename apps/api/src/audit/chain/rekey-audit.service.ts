import { Injectable } from '@nestjs/common';
import { Database } from '#libs/database';
import { Clock } from '#libs/kernel';
import { Audit } from '../audit.service.js';
import { AuditChainStore } from './audit-chain.store.js';
import { AuditMarksStore } from './audit-marks.store.js';
import { AuditSeals, type SignedHead } from './audit-seals.js';

/** Why the chain cannot continue under the present secret. */
export type RekeyRefusal = 'no_head' | 'same_key' | 'other_head' | 'busy';

/**
 * Continues the chain under a changed `SECRET_KEY` from the newest link, with a signed mark. The operator gives the head
 * that the check under the previous secret has printed.
 */
@Injectable()
export class RekeyAudit {
  constructor(
    private readonly database: Database,
    private readonly chain: AuditChainStore,
    private readonly marks: AuditMarksStore,
    private readonly seals: AuditSeals,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** Answers the link after which the chain continues. */
  rekey(known: { number: number; hash: string }): Promise<SignedHead | RekeyRefusal> {
    return this.database.transaction(async (tx) => {
      if (!(await this.chain.lock(tx))) return 'busy';
      const head = await this.chain.findHead(tx);
      if (!head) return 'no_head';
      if (this.seals.isOurs(head)) return 'same_key';
      const { number, hash, day } = head;
      if (known.number !== number || known.hash.toLowerCase() !== hash.toString('hex')) {
        return 'other_head';
      }
      const madeAt = this.clock.now();
      const mark = { kind: 'begun', number, hash, day, madeAt, madeBy: 'operator' } as const;
      await this.marks.append(tx, this.seals.signMark(mark));
      const ours = this.seals.signHead({ number, hash, day });
      await this.chain.saveHead(tx, ours);
      await this.audit.record(tx, {
        type: 'audit.rekeyed',
        outcome: 'success',
        actor: { kind: 'operator' },
        target: { kind: 'audit_seal', id: String(number) },
        details: { key: ours.keyId, key_before: head.keyId },
      });
      return ours;
    });
  }
}
