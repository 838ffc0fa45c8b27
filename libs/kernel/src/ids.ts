import { v7, validate } from 'uuid';

/** A new UUIDv7: opaque to clients, ordered by time for the index (RFC 9562 section 5.7). */
export function newId(): string {
  return v7();
}

/** Whether a value has the form of an id; upper case is accepted, as in PostgreSQL. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && value.length === 36 && validate(value);
}
