import { statementSpan } from './statement-span.js';

describe('the span of a statement', () => {
  it.each([
    ['SELECT id FROM users WHERE email = $1', 'SELECT users'],
    ['SELECT "u"."id" FROM "users" "u" LEFT JOIN "roles" "r" ON true', 'SELECT users'],
    ['INSERT INTO sessions (id) VALUES ($1)', 'INSERT sessions'],
    ['\n   update users SET name = $1', 'UPDATE users'],
    ['DELETE FROM one_time_tokens', 'DELETE one_time_tokens'],
    ['WITH gone AS (DELETE FROM sessions RETURNING id) SELECT 1', 'WITH sessions'],
    ['START TRANSACTION', 'START'],
    ["SELECT 'secret@example.org'", 'SELECT'],
    ['', 'OTHER'],
  ])('the span of a statement has its kind and table: %s', (sql, name) => {
    expect(statementSpan(sql).name).toBe(name);
  });

  it('the span of a prepared statement has its kind and table, and never its text', () => {
    const statement = { name: 'find', text: "SELECT 1 FROM users WHERE email = 'a@b.c'" };
    expect(statementSpan(statement)).toEqual({
      name: 'SELECT users',
      attributes: {
        'db.system.name': 'postgresql',
        'db.operation.name': 'SELECT',
        'db.collection.name': 'users',
      },
    });
    expect(statementSpan(undefined).name).toBe('OTHER');
  });
});
