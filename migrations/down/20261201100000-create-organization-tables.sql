DROP TABLE unit_roles;
DROP TABLE organization_owners;
DROP TABLE organization_members;
DROP TABLE organizations;
