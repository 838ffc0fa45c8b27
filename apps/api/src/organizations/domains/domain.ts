import { randomBytes } from 'node:crypto';
import { columnsOf } from '#libs/database';
import { DomainEntity } from './domain.entity.js';

const PROPERTIES = [
  'id',
  'rootId',
  'unitId',
  'domain',
  'token',
  'verifiedAt',
  'checkedAt',
  'failingSince',
  'joins',
  'createdAt',
] as const;

export type DomainRow = Readonly<Pick<DomainEntity, (typeof PROPERTIES)[number]>>;

/** What a statement selects of `organization_domains` for a `DomainRow`. */
export const domainColumns = (alias?: string): string => columnsOf(DomainEntity, PROPERTIES, alias);

export const newToken = (): string => randomBytes(24).toString('base64url');

/** The TXT record that proves the domain. */
export const recordOf = ({ domain, token }: Pick<DomainRow, 'domain' | 'token'>) => ({
  name: `_gatehouse-challenge.${domain}`,
  value: `gatehouse-domain-verification=${token}`,
});
