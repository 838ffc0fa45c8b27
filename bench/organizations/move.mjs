/**
 * A move as one transaction: the tree locked, no cycle, no deeper than the limit, one row changed.
 */
const DEEPEST = 64;
const LEVELS = 6;

const PATH = `WITH RECURSIVE path AS (
    SELECT id, parent_id, 0 AS distance FROM organizations WHERE id = $1
    UNION ALL
    SELECT u.id, u.parent_id, path.distance + 1 FROM path JOIN organizations u ON u.id = path.parent_id
     WHERE path.distance < ${DEEPEST}
  ) SELECT id FROM path`;

const HEIGHT = `WITH RECURSIVE below AS (
    SELECT id, 1 AS height FROM organizations WHERE id = $1
    UNION ALL
    SELECT u.id, below.height + 1 FROM below JOIN organizations u ON u.parent_id = below.id
     WHERE below.height < ${DEEPEST}
  ) SELECT max(height) AS height, count(*)::int AS units FROM below`;

export async function move(client, { root, moved, to }) {
  await client.query('BEGIN');
  await client.query('SELECT 1 FROM organizations WHERE id = $1 FOR UPDATE', [root]);
  const path = (await client.query(PATH, [to])).rows.map(({ id }) => id);
  const { height, units } = (await client.query(HEIGHT, [moved])).rows[0];
  if (path.includes(moved) || path.length + height > LEVELS) throw new Error('not a valid move');
  await client.query(
    'UPDATE organizations SET parent_id = $2, updated_at = now() WHERE id = $1 RETURNING id',
    [moved, to],
  );
  await client.query('COMMIT');
  return units;
}
