import { v7, validate } from 'uuid';

/** A new UUIDv7: opaque to clients, ordered in time for the index (RFC 9562 section 5.7). */
export function newId(): string {
  return v7();
}

/** Whether a path segment can name a row at all; upper case is accepted, as PostgreSQL does. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && value.length === 36 && validate(value);
}
