import { Injectable } from '@nestjs/common';
import { AuditSeals, type Mark, type SealedEvent } from './audit-seals.js';
import { Database, type Tx } from '#libs/database';
import { Clock, DAY_MS, dayOf } from '#libs/kernel';
import { Audit } from '../audit.service.js';
import { AuditChainStore, type Anchor } from './audit-chain.store.js';
import { Findings, type Finding } from './audit-findings.js';
import { AuditMarksStore, type Part } from './audit-marks.store.js';
import { findStart, type ChainStart } from './chain-ends.js';
import { ChainWalk } from './chain-walk.js';

const PAGE = 500;

/** A past, anchored day of the trail, which may be retired as a whole. */
export interface RetirablePart extends Part {
  readonly day: string;
}

/** Receives each event of a part before it is deleted; `flush` resolves when all are stored. */
export interface RetirementSink {
  write(link: SealedEvent): Promise<void>;
  flush(): Promise<void>;
}

/** The part was changed after it was written: nothing of it is retired until the operator has examined it. */
export class AuditPartNotIntact extends Error {
  override name = 'AuditPartNotIntact';

  constructor(
    day: string,
    readonly findings: readonly Finding[],
  ) {
    super(`The audit trail up to ${day} is not as it was written`);
  }
}

/**
 * Retires the oldest days of the trail: each day is checked and deleted as a whole, in one transaction with a signed mark
 * from which the chain begins.
 */
@Injectable()
export class RetireAudit {
  constructor(
    private readonly database: Database,
    private readonly chain: AuditChainStore,
    private readonly marks: AuditMarksStore,
    private readonly seals: AuditSeals,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** Whether the database role of this process may retire events. */
  mayRetire(): Promise<boolean> {
    return this.marks.mayDelete(this.database.pool);
  }

  /** The days before the given one that are not retired, the oldest first. */
  plan(before: string): Promise<RetirablePart[]> {
    return this.planIn(this.database.pool, before);
  }

  /**
   * Retires one day; answers how many events it had, or `null` when another process has retired it or is retiring.
   * @throws AuditPartNotIntact
   */
  retire(part: RetirablePart, by: Mark['madeBy'], sink?: RetirementSink): Promise<number | null> {
    return this.database.transaction(async (tx) => {
      await this.marks.takeTime(tx);
      if (!(await this.marks.lock(tx))) return null;
      const [next] = await this.planIn(tx, nextDay(part.day));
      if (next?.after !== part.after || next.upTo !== part.upTo) return null;
      const hash = await this.check(tx, part, sink);
      await sink?.flush();
      return this.letGo(tx, part, hash, by);
    });
  }

  private async planIn(tx: Tx, before: string): Promise<RetirablePart[]> {
    const { retiredUpTo } = await this.readStart(tx, new Findings());
    const anchors = await this.chain.listAnchors(tx);
    const parts: RetirablePart[] = [];
    for (const { day, number } of anchors) {
      const after = parts.at(-1)?.upTo ?? retiredUpTo;
      if (day < before && number > after) parts.push({ day, after, upTo: number });
    }
    return parts;
  }

  private async readStart(tx: Tx, findings: Findings): Promise<ChainStart> {
    return findStart(await this.marks.list(tx), this.seals, findings);
  }

  /** Answers the hash of the last link. */
  private async check(tx: Tx, part: RetirablePart, sink?: RetirementSink): Promise<Buffer> {
    const findings = new Findings();
    const anchors = await this.chain.listAnchors(tx);
    const { begin } = await this.readStart(tx, findings);
    await this.checkHead(tx, part, findings);
    const walk = new ChainWalk(this.seals, anchors, findings, begin);
    let last: SealedEvent | undefined;
    for await (const link of this.links(tx, part)) {
      last = link;
      // Links under the previous secret were checked when the chain was begun anew.
      if (link.number > (begin?.number ?? 0)) walk.step(link);
      await sink?.write(link);
    }
    walk.end(part.upTo);
    checkLast(part, last, anchors, findings);
    if (!last || findings.list.length > 0) throw new AuditPartNotIntact(part.day, findings.list);
    return last.hash;
  }

  private async checkHead(tx: Tx, { upTo }: Part, findings: Findings): Promise<void> {
    const head = await this.chain.findHead(tx);
    if (head && this.seals.isOurs(head) && head.number > upTo) return;
    findings.add({
      kind: 'head_changed',
      text: 'The head is gone, or was not written by this server',
    });
  }

  private async *links(tx: Tx, { after, upTo }: Part): AsyncGenerator<SealedEvent> {
    for (let from = after; ;) {
      const page = await this.chain.listSeals(tx, { after: from, upTo }, PAGE);
      yield* page;
      if (page.length < PAGE) return;
      from = page.at(-1)?.number ?? upTo;
    }
  }

  private async letGo(
    tx: Tx,
    part: RetirablePart,
    hash: Buffer,
    madeBy: Mark['madeBy'],
  ): Promise<number> {
    const { day, upTo: number } = part;
    const madeAt = this.clock.now();
    await this.marks.append(
      tx,
      this.seals.signMark({ kind: 'retired', number, hash, day, madeAt, madeBy }),
    );
    const events = await this.marks.delete(tx, part);
    await this.audit.record(tx, {
      type: 'audit.retired',
      outcome: 'success',
      actor: { kind: madeBy },
      target: { kind: 'audit_seal', id: String(number) },
      details: { day, events, first_seal: part.after + 1, last_seal: number },
    });
    return events;
  }
}

/** Compares the last link with its anchor, which the log has, too. */
function checkLast(
  { upTo, day }: RetirablePart,
  last: SealedEvent | undefined,
  anchors: readonly Anchor[],
  findings: Findings,
): void {
  const anchor = anchors.find(({ number }) => number === upTo);
  if (last?.number === upTo && anchor?.hash.equals(last.hash)) return;
  const text = `The anchor of ${day} does not fit seal ${upTo}`;
  findings.add({ kind: 'anchor_changed', number: upTo, day, text });
}

const nextDay = (day: string): string => dayOf(Date.parse(day) + DAY_MS);
