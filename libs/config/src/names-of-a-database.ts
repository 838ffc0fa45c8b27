/** With one of these set there is no embedded database; those of libpq name a server on their own. */
export const NAMES_OF_A_DATABASE: readonly string[] = [
  'DATABASE_URL',
  'DATABASE_URI',
  'SQLALCHEMY_DATABASE_URI',
  'PGHOST',
  'PGHOSTADDR',
  'PGSERVICE',
];
