import { Injectable } from '@nestjs/common';
import type { ClientInfo } from '#libs/access';
import { Audit, type Actor } from '#api/audit';
import type { Unit } from '#api/platform/changes';
import { EndSessions, SessionLineage } from '#api/sessions';
import type { User } from '#api/users';
import { AccountMails } from './account-mails.service.js';
import { OldTrust } from './old-trust.service.js';
import { wordsOf, type WayIn } from './way-in.js';
import type { ReviewedWaysIn } from './ways-in.service.js';

export interface ReplacedPassword {
  readonly user: User;
  readonly reason: 'password_changed' | 'password_reset';
  readonly actor: Actor;
  readonly client?: ClientInfo;
  /** The session that stays, with its device. */
  readonly exceptSessionId?: string;
  /** What a reset has done to the ways in that it looked at. */
  readonly reviewed?: ReviewedWaysIn;
}

const NOTHING: ReviewedWaysIn = { removed: [], kept: [] };

/**
 * What a new password brings with it, in its transaction: whoever came in by the old one is out, mailed
 * tokens are dead, devices are forgotten, the owner is told.
 */
@Injectable()
export class PasswordAftermath {
  constructor(
    private readonly sessions: EndSessions,
    private readonly lineage: SessionLineage,
    private readonly trust: OldTrust,
    private readonly mails: AccountMails,
    private readonly audit: Audit,
  ) {}

  async settle(unit: Unit, replaced: ReplacedPassword): Promise<void> {
    const { user, reason, actor, client, exceptSessionId, reviewed = NOTHING } = replaced;
    const ended = await this.sessions.endAll(unit, {
      userId: user.id,
      reason,
      ...(exceptSessionId !== undefined && { exceptId: exceptSessionId }),
    });
    const keptDeviceIds = await this.keptDevices(unit, replaced);
    const isReset = reason === 'password_reset';
    await this.trust.withdraw(unit.tx, user, { isReset, client, keptDeviceIds });
    await this.mails.sendPasswordChanged(unit.tx, user, {
      removed: reviewed.removed.map(wordsOf),
      kept: reviewed.kept.map(wordsOf),
    });
    await this.audit.record(unit.tx, {
      type: `user.${reason}`,
      outcome: 'success',
      actor,
      target: { kind: 'user', id: user.id },
      ...(client && { client }),
      details: { sessions_ended: ended, ...(isReset && detailsOf(reviewed)) },
    });
  }

  private async keptDevices({ tx }: Unit, replaced: ReplacedPassword): Promise<string[]> {
    const { exceptSessionId, reviewed = NOTHING } = replaced;
    const own = exceptSessionId && (await this.lineage.findDeviceId(tx, exceptSessionId));
    return [...idsOf(reviewed.kept, 'device'), ...(own ? [own] : [])];
  }
}

const idsOf = (waysIn: readonly WayIn[], kind: WayIn['kind']) =>
  waysIn.filter((wayIn) => wayIn.kind === kind).map(({ id }) => id);

/** For the trail: numbers, and which. */
function detailsOf({ removed, kept }: ReviewedWaysIn) {
  return {
    identities_removed: idsOf(removed, 'identity').length,
    devices_forgotten: idsOf(removed, 'device').length,
    removed: removed.map(({ kind, id, name }) => ({ kind, id, name })),
    kept: kept.map(({ kind, id, name }) => ({ kind, id, name })),
  };
}
