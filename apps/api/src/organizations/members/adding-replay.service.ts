import { Injectable } from '@nestjs/common';
import { ReplayCheck, type ReplayedCall } from '#libs/access';
import { AppError } from '#libs/kernel';
import { AddMember } from './add-member.service.js';

/** Whether a caller that repeats a request could still name the user: as a member, or as a holder of `organization:write`. */
@Injectable()
export class AddingReplay extends ReplayCheck {
  constructor(private readonly adding: AddMember) {
    super();
  }

  /** @throws AppError `NOT_A_MEMBER` or `ORGANIZATION_NOT_FOUND` */
  override async assertMay({ principal, client, params, body }: ReplayedCall): Promise<void> {
    if (!principal) throw new AppError('UNAUTHENTICATED');
    const unitId = (params['organization_id'] ?? '').toLowerCase();
    const userId = String(body['user_id']).toLowerCase();
    await this.adding.assertMayAdd({ principal, client }, unitId, userId);
  }
}
