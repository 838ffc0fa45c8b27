-- What every installation has from its first start. The ids are fixed, so that a repeated down and up gives the same rows.
INSERT INTO services (id, name, name_canonical, description)
VALUES ('019ab000-0000-7000-8000-000000000001', 'auth_service', 'auth_service', 'Gatehouse itself');

INSERT INTO permissions (id, service_id, name, name_canonical, description)
SELECT p.id::uuid, '019ab000-0000-7000-8000-000000000001', p.name, p.name, p.description
  FROM (
    VALUES
      ('019ab000-0000-7000-8000-000000000101', 'user:read', 'See users'),
      ('019ab000-0000-7000-8000-000000000102', 'user:write', 'Create and change users'),
      ('019ab000-0000-7000-8000-000000000103', 'user:delete', 'Delete users'),
      ('019ab000-0000-7000-8000-000000000104', 'role:read', 'See roles, permissions and assignments'),
      ('019ab000-0000-7000-8000-000000000105', 'role:write', 'Create and change roles, permissions and assignments'),
      ('019ab000-0000-7000-8000-000000000106', 'role:delete', 'Delete roles, permissions and assignments'),
      ('019ab000-0000-7000-8000-000000000107', 'service:read', 'See services'),
      ('019ab000-0000-7000-8000-000000000108', 'service:write', 'Create and change services'),
      ('019ab000-0000-7000-8000-000000000109', 'service:delete', 'Delete services'),
      ('019ab000-0000-7000-8000-000000000110', 'token:read', 'See application tokens'),
      ('019ab000-0000-7000-8000-000000000111', 'token:write', 'Create and change application tokens'),
      ('019ab000-0000-7000-8000-000000000112', 'token:delete', 'Delete application tokens'),
      ('019ab000-0000-7000-8000-000000000113', 'audit:read', 'Read the audit trail')
  ) AS p (id, name, description);

INSERT INTO roles (id, service_id, name, name_canonical, description, is_default, holds_all)
SELECT r.id::uuid, '019ab000-0000-7000-8000-000000000001', r.name, r.name, r.description, r.is_default, r.holds_all
  FROM (
    VALUES
      ('019ab000-0000-7000-8000-000000000201', 'admin', 'Holds every permission.', false, true),
      ('019ab000-0000-7000-8000-000000000202', 'user_manager', 'Manages users.', false, false),
      ('019ab000-0000-7000-8000-000000000203', 'service_manager', 'Registers and changes services.', false, false),
      ('019ab000-0000-7000-8000-000000000204', 'token_manager', 'Manages application tokens.', false, false),
      ('019ab000-0000-7000-8000-000000000205', 'readonly', 'Sees everything, changes nothing.', true, false)
  ) AS r (id, name, description, is_default, holds_all);

-- The audit trail is for administrators alone: it tells when and from where everybody signs in.
INSERT INTO role_permissions (role_id, permission_id)
SELECT r.id, p.id
  FROM roles r
  JOIN permissions p ON p.service_id = r.service_id
 WHERE r.name = 'admin'
    OR (r.name = 'user_manager' AND p.name LIKE 'user:%')
    OR (r.name = 'service_manager' AND p.name IN ('service:read', 'service:write'))
    OR (r.name = 'token_manager' AND p.name LIKE 'token:%')
    OR (r.name = 'readonly' AND p.name LIKE '%:read' AND p.name <> 'audit:read');
