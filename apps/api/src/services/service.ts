import { columnsOf } from '#libs/database';
import { ServiceEntity } from './service.entity.js';

const PROPERTIES = ['id', 'name', 'description', 'isActive', 'createdAt', 'updatedAt'] as const;

export type ServiceRow = Readonly<Pick<ServiceEntity, (typeof PROPERTIES)[number]>>;

/** What a statement selects of `services` for a `ServiceRow`. */
export const serviceColumns = (alias?: string): string =>
  columnsOf(ServiceEntity, PROPERTIES, alias);

export interface ServiceFields {
  readonly name?: string;
  readonly description?: string | null;
  readonly isActive?: boolean;
}

/** The contract's `service`. */
export interface ServiceShape {
  id: string;
  name: string;
  description: string | null;
  is_active: boolean;
  created_at: string;
  updated_at: string;
}

export function toService(service: ServiceRow): ServiceShape {
  return {
    id: service.id,
    name: service.name,
    description: service.description,
    is_active: service.isActive,
    created_at: service.createdAt.toISOString(),
    updated_at: service.updatedAt.toISOString(),
  };
}
