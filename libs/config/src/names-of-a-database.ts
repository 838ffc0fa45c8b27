/** With one of them there is no embedded database: those of libpq lead to a server by themselves. */
export const NAMES_OF_A_DATABASE: readonly string[] = [
  'DATABASE_URL',
  'DATABASE_URI',
  'SQLALCHEMY_DATABASE_URI',
  'PGHOST',
  'PGHOSTADDR',
  'PGSERVICE',
];
