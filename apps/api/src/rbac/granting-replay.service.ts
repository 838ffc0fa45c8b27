import { Injectable } from '@nestjs/common';
import { ReplayCheck, type ReplayedCall } from '#libs/access';
import { Database } from '#libs/database';
import { AppError } from '#libs/kernel';
import { ActorRights } from './actor-rights.service.js';
import { Roles } from './roles.service.js';

/** Whether a caller that repeats a request could still make or give the role that the kept answer is about. */
@Injectable()
export class GrantingReplay extends ReplayCheck {
  constructor(
    private readonly database: Database,
    private readonly roles: Roles,
    private readonly rights: ActorRights,
  ) {
    super();
  }

  /** @throws AppError as `RoleActs.create` and `Assignments.assign` do for want of a right */
  override async assertMay({ principal, client, params, body }: ReplayedCall): Promise<void> {
    if (!principal) throw new AppError('UNAUTHENTICATED');
    const acting = { principal, client };
    const { service_id: serviceId = '', role_id: roleId } = params;
    await this.database.transaction(async (tx) => {
      if (roleId !== undefined) {
        await this.rights.assertMayAssign(tx, acting, await this.roles.getLocked(tx, roleId));
        return;
      }
      const permissions = Array.isArray(body['permissions'])
        ? (body['permissions'] as string[])
        : [];
      const fields = { name: String(body['name']), permissions };
      await this.roles.assertMayCreate(tx, acting, serviceId, fields);
    });
  }
}
