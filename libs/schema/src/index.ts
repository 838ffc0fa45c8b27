export {
  type SchemaOptions,
  migrationIdentity,
  applyMigrations,
  assertUsableSchema,
  readMigrationStatus,
} from './apply-migrations.js';
export { MigrationsCheck } from './migrations-check.js';
export { migrationsDir, migrationsConfig } from './migrations.config.js';
export { SCHEMA_PRECONDITIONS } from './preconditions.js';
