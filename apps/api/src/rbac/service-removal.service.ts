import { Injectable } from '@nestjs/common';
import { Audit } from '#api/audit';
import { UnitOfWork } from '#api/platform/changes';
import { Services, toService } from '#api/services';
import { done, type Acting } from './acting.js';
import { ActorRights } from './actor-rights.service.js';

/** Removes services with all that hangs on them. */
@Injectable()
export class ServiceRemoval {
  constructor(
    private readonly work: UnitOfWork,
    private readonly services: Services,
    private readonly rights: ActorRights,
    private readonly audit: Audit,
  ) {}

  /**
   * Deletes the service with its roles, permissions, assignments and tokens.
   * @throws AppError `SERVICE_NOT_FOUND`, `AUTH_SERVICE_PROTECTED` or `GRANT_DENIED`
   */
  remove(acting: Acting, id: string): Promise<void> {
    return this.work.run(async (unit) => {
      await this.services.getRemovable(unit.tx, id);
      await this.rights.assertMayRemoveService(unit.tx, acting, id);
      const removed = await this.services.remove(unit.tx, id);
      const details = { before: toService(removed) };
      await this.audit.record(
        unit.tx,
        done(acting, 'service.deleted', { kind: 'service', id }, details),
      );
      unit.changed({ kind: 'service_changed', serviceId: id, data: { deleted: true } });
    });
  }
}
