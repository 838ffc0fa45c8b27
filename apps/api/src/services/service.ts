export interface ServiceRow {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly is_active: boolean;
  readonly created_at: Date;
  readonly updated_at: Date;
}

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
    is_active: service.is_active,
    created_at: service.created_at.toISOString(),
    updated_at: service.updated_at.toISOString(),
  };
}
