import type { Precondition } from '#libs/migrator';
import { refuseOriginalService } from './original-service.js';
import { refuseUnreleasedSchema } from './unreleased-schema.js';

/** Refuse the databases that must never be migrated, recognised by their content. */
export const SCHEMA_PRECONDITIONS: readonly Precondition[] = [
  refuseOriginalService,
  refuseUnreleasedSchema,
];
