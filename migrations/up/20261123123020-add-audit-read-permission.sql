INSERT INTO permissions (id, service_id, name, description)
SELECT '019ab000-0000-7000-8000-000000000113', s.id, 'audit:read', 'Read the audit trail'
  FROM services s
 WHERE s.name_canonical = 'auth_service'
   AND NOT EXISTS (SELECT FROM permissions p WHERE p.service_id = s.id AND p.name = 'audit:read');

-- The administrators alone: the trail tells when and from where everybody signs in.
INSERT INTO role_permissions (role_id, permission_id)
SELECT r.id, p.id
  FROM services s
  JOIN roles r ON r.service_id = s.id AND r.name = 'admin'
  JOIN permissions p ON p.service_id = s.id AND p.name = 'audit:read'
 WHERE s.name_canonical = 'auth_service'
   AND NOT EXISTS (SELECT FROM role_permissions h WHERE h.role_id = r.id AND h.permission_id = p.id);
