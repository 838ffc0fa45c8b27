import { Injectable } from '@nestjs/common';
import { ReplayCheck, type ReplayedCall } from '#libs/access';
import { Database } from '#libs/database';
import { AppError } from '#libs/kernel';
import { UnitRoleGifts } from '#api/rbac';

/** Whether a caller that repeats a request could still give what the kept answer is about. */
@Injectable()
export class InvitingReplay extends ReplayCheck {
  constructor(
    private readonly database: Database,
    private readonly gifts: UnitRoleGifts,
  ) {
    super();
  }

  /** @throws AppError as `UnitRoleGifts.lockGivable` */
  override async assertMay({ principal, params, body }: ReplayedCall): Promise<void> {
    if (!principal) throw new AppError('UNAUTHENTICATED');
    const unitId = (params['organization_id'] ?? '').toLowerCase();
    const given = body['role_ids'];
    const roleIds = Array.isArray(given) ? given.map((id) => String(id).toLowerCase()) : [];
    await this.database.transaction((tx) =>
      this.gifts.lockGivable(tx, { principal }, unitId, roleIds),
    );
  }
}
