-- The permissions of organizations, and who has them from now on. A permission or role of an installation that already has such a name
-- stays as it is.
INSERT INTO permissions (id, service_id, name, name_canonical, description)
SELECT p.id::uuid, '019ab000-0000-7000-8000-000000000001', p.name, p.name, p.description
  FROM (
    VALUES
      ('019ab000-0000-7000-8000-000000000114', 'organization:read', 'See organizations, their units and members'),
      ('019ab000-0000-7000-8000-000000000115', 'organization:write', 'Create and change organizations, their units and members'),
      ('019ab000-0000-7000-8000-000000000116', 'organization:delete', 'Delete organizations and their units')
  ) AS p (id, name, description)
    ON CONFLICT DO NOTHING;

INSERT INTO roles (id, service_id, name, name_canonical, description)
VALUES ('019ab000-0000-7000-8000-000000000206', '019ab000-0000-7000-8000-000000000001', 'organization_manager', 'organization_manager',
        'Manages organizations.')
    ON CONFLICT DO NOTHING;

-- Roles that hold all of the service's permissions have the new ones, too.
INSERT INTO role_permissions (role_id, permission_id)
SELECT r.id, p.id
  FROM roles r
  JOIN permissions p ON p.service_id = r.service_id
 WHERE r.service_id = '019ab000-0000-7000-8000-000000000001'
   AND p.name LIKE 'organization:%'
   AND (r.holds_all
     OR r.id = '019ab000-0000-7000-8000-000000000206'
     OR (r.id = '019ab000-0000-7000-8000-000000000205' AND p.name = 'organization:read'))
    ON CONFLICT DO NOTHING;
