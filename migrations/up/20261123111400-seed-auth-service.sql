-- What every installation has from its first start. The ids are fixed so that a repeated down and up gives the same rows.
INSERT INTO services (id, name, name_canonical, description) VALUES
    ('019ab000-0000-7000-8000-000000000001', 'auth_service', 'auth_service', 'Gatehouse itself');

INSERT INTO permissions (id, service_id, name, description) VALUES
    ('019ab000-0000-7000-8000-000000000101', '019ab000-0000-7000-8000-000000000001', 'user:read', 'See users'),
    ('019ab000-0000-7000-8000-000000000102', '019ab000-0000-7000-8000-000000000001', 'user:write', 'Create and change users'),
    ('019ab000-0000-7000-8000-000000000103', '019ab000-0000-7000-8000-000000000001', 'user:delete', 'Delete users'),
    ('019ab000-0000-7000-8000-000000000104', '019ab000-0000-7000-8000-000000000001', 'role:read', 'See roles, permissions and assignments'),
    ('019ab000-0000-7000-8000-000000000105', '019ab000-0000-7000-8000-000000000001', 'role:write', 'Create and change roles, permissions and assignments'),
    ('019ab000-0000-7000-8000-000000000106', '019ab000-0000-7000-8000-000000000001', 'role:delete', 'Delete roles, permissions and assignments'),
    ('019ab000-0000-7000-8000-000000000107', '019ab000-0000-7000-8000-000000000001', 'service:read', 'See services'),
    ('019ab000-0000-7000-8000-000000000108', '019ab000-0000-7000-8000-000000000001', 'service:write', 'Create and change services'),
    ('019ab000-0000-7000-8000-000000000109', '019ab000-0000-7000-8000-000000000001', 'service:delete', 'Delete services'),
    ('019ab000-0000-7000-8000-000000000110', '019ab000-0000-7000-8000-000000000001', 'token:read', 'See application tokens'),
    ('019ab000-0000-7000-8000-000000000111', '019ab000-0000-7000-8000-000000000001', 'token:write', 'Create and change application tokens'),
    ('019ab000-0000-7000-8000-000000000112', '019ab000-0000-7000-8000-000000000001', 'token:delete', 'Delete application tokens');

INSERT INTO roles (id, service_id, name, name_canonical, description, is_default, holds_all) VALUES
    ('019ab000-0000-7000-8000-000000000201', '019ab000-0000-7000-8000-000000000001', 'admin', 'admin', 'Holds every permission.', false, true),
    ('019ab000-0000-7000-8000-000000000202', '019ab000-0000-7000-8000-000000000001', 'user_manager', 'user_manager', 'Manages users.', false, false),
    ('019ab000-0000-7000-8000-000000000203', '019ab000-0000-7000-8000-000000000001', 'service_manager', 'service_manager', 'Registers and changes services.', false, false),
    ('019ab000-0000-7000-8000-000000000204', '019ab000-0000-7000-8000-000000000001', 'token_manager', 'token_manager', 'Manages application tokens.', false, false),
    ('019ab000-0000-7000-8000-000000000205', '019ab000-0000-7000-8000-000000000001', 'readonly', 'readonly', 'Sees everything, changes nothing.', true, false);

INSERT INTO role_permissions (role_id, permission_id)
SELECT r.id, p.id
FROM roles r
JOIN permissions p ON p.service_id = r.service_id
WHERE r.name = 'admin'
   OR (r.name = 'user_manager' AND p.name LIKE 'user:%')
   OR (r.name = 'service_manager' AND p.name IN ('service:read', 'service:write'))
   OR (r.name = 'token_manager' AND p.name LIKE 'token:%')
   OR (r.name = 'readonly' AND p.name LIKE '%:read');
