/** The rows of the measurement: one organization of six levels, its members, and roles at its units in many services. */

/** How many units each unit has below it, from the organization down: 101,653 units in all. */
const BELOW = [2, 5, 21, 21, 22];
export const SERVICES = 50;
export const MEMBERSHIPS = 1000;
const OTHER_USERS = 20_000;

const ids = (text) => `md5(${text})::uuid`;

/** The path of a unit at a level as an expression, with its `generate_series`. */
const level = (depth) => {
  const names = BELOW.slice(0, depth).map((_, index) => `n${index}`);
  const path = (count) => ["'u'", ...names.slice(0, count)].join(" || '.' || ");
  const series = names.map((name, index) => `generate_series(1, ${BELOW[index]}) ${name}`);
  return { path: path(depth), parent: path(depth - 1), from: series.join(', ') };
};

const ROOT = ids("'u'");
export const USER = ids("'user'");

const units = () => [
  `INSERT INTO organizations (id, root_id, name, slug) VALUES (${ROOT}, ${ROOT}, 'Acme', 'acme')`,
  ...BELOW.map((_, index) => {
    const { path, parent, from } = level(index + 1);
    return `INSERT INTO organizations (id, root_id, parent_id, name, slug)
      SELECT ${ids(path)}, ${ROOT}, ${ids(parent)}, 'Unit ' || (${path}), replace(${path}, '.', '-') FROM ${from}`;
  }),
];

const DEEP = `(SELECT o.id FROM organizations o WHERE o.slug ~ '^u(-[0-9]+){5}$' ORDER BY o.id LIMIT ${MEMBERSHIPS})`;

const people = () => [
  `INSERT INTO users (id, email, email_canonical) VALUES (${USER}, 'u@example.test', 'u@example.test')`,
  `INSERT INTO users (id, email, email_canonical)
   SELECT ${ids("'o' || n")}, n || '@example.test', n || '@example.test' FROM generate_series(1, ${OTHER_USERS}) n`,
  `INSERT INTO organization_members (unit_id, user_id, root_id) SELECT id, ${USER}, ${ROOT} FROM ${DEEP} deep`,
  // Five units for each of the others.
  `INSERT INTO organization_members (unit_id, user_id, root_id)
   SELECT o.id, ${ids(`'o' || 1 + o.n % ${OTHER_USERS}`)}, ${ROOT}
     FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM organizations) o`,
];

const roles = () => [
  `INSERT INTO services (id, name, name_canonical)
   SELECT ${ids("'s' || n")}, 's' || n, 's' || n FROM generate_series(1, ${SERVICES}) n`,
  `INSERT INTO permissions (id, service_id, name, name_canonical)
   SELECT ${ids("'p' || n || '.' || p")}, ${ids("'s' || n")}, 'item' || p || ':write', 'item' || p || ':write'
     FROM generate_series(1, ${SERVICES}) n, generate_series(1, 20) p`,
  `INSERT INTO roles (id, service_id, name, name_canonical)
   SELECT ${ids("'r' || n || '.' || r")}, ${ids("'s' || n")}, 'role' || r, 'role' || r
     FROM generate_series(1, ${SERVICES}) n, generate_series(1, 4) r`,
  `INSERT INTO role_permissions (role_id, permission_id)
   SELECT ${ids("'r' || n || '.' || r")}, ${ids("'p' || n || '.' || 5 * (r - 1) + p")}
     FROM generate_series(1, ${SERVICES}) n, generate_series(1, 4) r, generate_series(1, 5) p`,
  // Held by every unit of the third and fourth level, in each service.
  `INSERT INTO unit_roles (id, unit_id, root_id, service_id, role_id)
   SELECT gen_random_uuid(), o.id, ${ROOT}, ${ids("'s' || n")}, ${ids("'r' || n || '.1'")}
     FROM organizations o, generate_series(1, ${SERVICES}) n WHERE o.slug ~ '^u(-[0-9]+){2,3}$'`,
  // Held by the user at half of the units of which they are a member.
  `INSERT INTO unit_roles (id, unit_id, root_id, service_id, role_id, user_id)
   SELECT gen_random_uuid(), m.unit_id, ${ROOT}, ${ids("'s' || n")}, ${ids("'r' || n || '.2'")}, ${USER}
     FROM (SELECT unit_id FROM organization_members WHERE user_id = ${USER} ORDER BY unit_id LIMIT ${MEMBERSHIPS / 2}) m,
          generate_series(1, ${SERVICES}) n`,
  // And by others at their units.
  `INSERT INTO unit_roles (id, unit_id, root_id, service_id, role_id, user_id)
   SELECT gen_random_uuid(), m.unit_id, ${ROOT}, ${ids("'s1'")}, ${ids("'r1.3'")}, m.user_id
     FROM organization_members m WHERE m.user_id <> ${USER}`,
];

export async function fill(client) {
  for (const sql of [...units(), ...people(), ...roles()]) await client.query(sql);
  await client.query('VACUUM ANALYZE');
}

/** The ids that the measurements use. */
export async function named(client) {
  const sql = `SELECT ${USER} AS user, ${ROOT} AS root, ${ids("'s1'")} AS service, ${ids("'u.1'")} AS "left",
      ${ids("'u.2'")} AS "right", ${ids("'u.1.1'")} AS moved, (SELECT min(id::text)::uuid FROM ${DEEP} d) AS deep,
      (SELECT count(*)::int FROM organizations) AS units`;
  return (await client.query(sql)).rows[0];
}
