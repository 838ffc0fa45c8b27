import type { INestApplicationContext } from '@nestjs/common';
import { Database } from '#libs/database';
import { isId, normaliseEmail } from '#libs/kernel';
import { Services, type ServiceRow } from '#api/services';
import { Users, type User } from '#api/users';
import { Refusal } from '../outcome.js';

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

/** The account with this id or email address; `null` when there is none. */
async function findUser(features: INestApplicationContext, named: string): Promise<User | null> {
  const { pool } = features.get(Database);
  const users = features.get(Users);
  if (isId(named)) return users.findById(pool, named);
  const canonical = normaliseEmail(named)?.canonical;
  return canonical === undefined ? null : users.findByCanonicalEmail(pool, canonical);
}

/** @throws Refusal when there is no such account */
export async function getUser(features: INestApplicationContext, named: string): Promise<User> {
  const user = await findUser(features, named);
  if (!user) throw new Refusal(`there is no user ${named}`, 'gatehouse users list shows them');
  return user;
}
