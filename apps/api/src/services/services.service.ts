import { Injectable } from '@nestjs/common';
import { AUTH_SERVICE } from '#libs/access';
import type { Tx } from '#libs/database';
import { canonicalName, newId } from '#libs/kernel';
import { inBatches } from '#libs/paging';
import { TokenIdentity } from '#api/signing-keys';
import {
  authServiceProtected,
  serviceNameReserved,
  serviceNameTaken,
  serviceNotFound,
} from './services.errors.js';
import type { ServiceFields, ServiceRow } from './service.js';
import { ServicesStore } from './services.store.js';

/** The register of services and its rules; callers open the transaction. */
@Injectable()
export class Services {
  constructor(
    private readonly store: ServicesStore,
    private readonly identity: TokenIdentity,
  ) {}

  find(tx: Tx, id: string): Promise<ServiceRow | null> {
    return this.store.findById(tx, id);
  }

  findByName(tx: Tx, name: string): Promise<ServiceRow | null> {
    return this.store.findByName(tx, name);
  }

  /** @throws AppError `SERVICE_NOT_FOUND` */
  async get(tx: Tx, id: string): Promise<ServiceRow> {
    const service = await this.store.findById(tx, id);
    if (!service) throw serviceNotFound();
    return service;
  }

  /** Like `get`; the row is locked until the transaction ends. */
  async getLocked(tx: Tx, id: string): Promise<ServiceRow> {
    const service = await this.store.lockById(tx, id);
    if (!service) throw serviceNotFound();
    return service;
  }

  /** The service `auth_service`, which represents Gatehouse; it always exists. */
  async getAuthService(tx: Tx): Promise<ServiceRow> {
    const service = await this.store.findByName(tx, AUTH_SERVICE);
    if (!service) throw serviceNotFound();
    return service;
  }

  list(tx: Tx, page: { after: string | null; limit: number }): Promise<ServiceRow[]> {
    return inBatches(page, (part) => this.store.list(tx, part));
  }

  /** @throws AppError `SERVICE_NAME_TAKEN` */
  async register(tx: Tx, service: { name: string; description: string | null }): Promise<string> {
    if (this.identity.isOwnName(service.name)) throw serviceNameReserved();
    const id = newId();
    if (!(await this.store.insert(tx, { id, ...service }))) throw serviceNameTaken();
    return id;
  }

  /** @throws AppError `SERVICE_NOT_FOUND`, `AUTH_SERVICE_PROTECTED` or `SERVICE_NAME_TAKEN` */
  async change(
    tx: Tx,
    id: string,
    fields: ServiceFields,
  ): Promise<{ before: ServiceRow; after: ServiceRow }> {
    const before = await this.getLocked(tx, id);
    const renamed =
      fields.name !== undefined && canonicalName(fields.name) !== canonicalName(before.name);
    if (
      isAuthService(before) &&
      (fields.isActive === false || (fields.name ?? before.name) !== before.name)
    ) {
      throw authServiceProtected();
    }
    if (renamed) await this.assertFree(tx, fields.name ?? '');
    await this.store.update(tx, id, fields);
    return { before, after: await this.get(tx, id) };
  }

  private async assertFree(tx: Tx, name: string): Promise<void> {
    if (this.identity.isOwnName(name)) throw serviceNameReserved();
    if (await this.store.findByName(tx, name)) throw serviceNameTaken();
  }

  /** The service, locked until the transaction ends. @throws AppError `SERVICE_NOT_FOUND` or `AUTH_SERVICE_PROTECTED` */
  async getRemovable(tx: Tx, id: string): Promise<ServiceRow> {
    const service = await this.getLocked(tx, id);
    if (isAuthService(service)) throw authServiceProtected();
    return service;
  }

  /** @throws AppError `SERVICE_NOT_FOUND` or `AUTH_SERVICE_PROTECTED` */
  async remove(tx: Tx, id: string): Promise<ServiceRow> {
    const service = await this.getRemovable(tx, id);
    await this.store.delete(tx, id);
    return service;
  }
}

export function isAuthService(service: Pick<ServiceRow, 'name'>): boolean {
  return canonicalName(service.name) === AUTH_SERVICE;
}
