import pg from 'pg';
import { createTestDatabase, type TestDatabase } from './test-database.js';

/** The schema of the original service: integer keys, tokens in clear text, timestamps without a zone. */
const SCHEMA = `
  CREATE TABLE users (
    id serial PRIMARY KEY, public_id varchar(50) UNIQUE, email varchar(100) UNIQUE NOT NULL, password varchar(255),
    first_name varchar(100), last_name varchar(100), is_active boolean DEFAULT true,
    is_email_verified boolean DEFAULT false, google_id varchar(100), microsoft_id varchar(100),
    discord_id varchar(100), created_at timestamp DEFAULT now(), updated_at timestamp, last_login timestamp);
  CREATE TABLE services (
    id serial PRIMARY KEY, public_id varchar(50) UNIQUE, name varchar(100) UNIQUE NOT NULL, description text,
    is_active boolean DEFAULT true, created_at timestamp DEFAULT now(), updated_at timestamp);
  CREATE TABLE permissions (
    id serial PRIMARY KEY, name varchar(100) UNIQUE NOT NULL, description text, created_at timestamp DEFAULT now());
  CREATE TABLE roles (
    id serial PRIMARY KEY, name varchar(100) NOT NULL, description text, is_default boolean DEFAULT false,
    service_id integer NOT NULL REFERENCES services (id), created_at timestamp DEFAULT now(), updated_at timestamp);
  CREATE TABLE role_permissions (
    role_id integer REFERENCES roles (id), permission_id integer REFERENCES permissions (id),
    PRIMARY KEY (role_id, permission_id));
  CREATE TABLE user_service_roles (
    id serial PRIMARY KEY, user_id integer NOT NULL REFERENCES users (id),
    service_id integer NOT NULL REFERENCES services (id), role_id integer NOT NULL REFERENCES roles (id),
    created_at timestamp DEFAULT now());
  CREATE TABLE app_tokens (
    id serial PRIMARY KEY, service_id integer NOT NULL REFERENCES services (id), name varchar(100),
    token varchar(64) UNIQUE NOT NULL, is_active boolean DEFAULT true, expires_at timestamp,
    created_at timestamp DEFAULT now(), last_used timestamp);`;

type Fields = Readonly<Record<string, string | number | boolean | Date | null>>;

/** A database of the original service that tests fill row by row. */
export class OriginalDatabase {
  private constructor(
    private readonly database: TestDatabase,
    private readonly db: pg.Client,
  ) {}

  static async create(): Promise<OriginalDatabase> {
    const database = await createTestDatabase({ empty: true });
    const db = new pg.Client({ connectionString: database.url });
    await db.connect();
    await db.query(SCHEMA);
    return new OriginalDatabase(database, db);
  }

  get url(): string {
    return this.database.url;
  }

  /** Inserts a row; returns its `id`. */
  async insert(table: string, fields: Fields): Promise<number> {
    const names = Object.keys(fields);
    const places = names.map((_, index) => `$${index + 1}`);
    const sql = `INSERT INTO ${table} (${names.join(', ')}) VALUES (${places.join(', ')}) RETURNING *`;
    const { rows } = await this.db.query<{ id: number }>(sql, Object.values(fields));
    return rows[0]?.id ?? 0;
  }

  /** Inserts many rows by one statement. */
  async fill(sql: string): Promise<void> {
    await this.db.query(sql);
  }

  /** Inserts a role with permissions; returns its `id`. */
  async role(name: string, serviceId: number, permissionIds: readonly number[]): Promise<number> {
    const id = await this.insert('roles', { name, service_id: serviceId });
    for (const permission_id of permissionIds) {
      await this.insert('role_permissions', { role_id: id, permission_id });
    }
    return id;
  }

  /** All rows of a table, to check that nothing has changed. */
  async rows(table: string): Promise<unknown[]> {
    return (await this.db.query(`SELECT * FROM ${table} ORDER BY 1`)).rows;
  }

  async drop(): Promise<void> {
    await this.db.end();
    await this.database.drop();
  }
}
