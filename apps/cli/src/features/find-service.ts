import type { INestApplicationContext } from '@nestjs/common';
import { Database } from '#libs/database';
import { isId } from '#libs/kernel';
import { Services, type ServiceRow } from '#api/services';
import { Refusal } from '../refusal.js';

/** @throws Refusal when no service has this id or name */
export async function getService(
  features: INestApplicationContext,
  named: string,
): Promise<ServiceRow> {
  const { pool } = features.get(Database);
  const services = features.get(Services, { strict: false });
  const service = isId(named)
    ? await services.find(pool, named)
    : await services.findByName(pool, named);
  if (!service) throw new Refusal(`there is no service ${named}`);
  return service;
}
