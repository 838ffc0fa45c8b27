import type { Precondition } from '#libs/migrator';
import { refuseOriginalService } from './original-service.js';
import { refuseUnreleasedSchema } from './unreleased-schema.js';

/** The databases that are never migrated, each told from ours by what it holds. */
export const SCHEMA_PRECONDITIONS: readonly Precondition[] = [
  refuseOriginalService,
  refuseUnreleasedSchema,
];
