-- A row is a unit of an organization: a root, which is the organization itself, or a unit below another one.
CREATE TABLE organizations (
  id uuid PRIMARY KEY,
  -- The organization that the unit belongs to, itself for a root.
  root_id uuid NOT NULL,
  parent_id uuid,
  name text NOT NULL,
  slug text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT organizations_parent_id_id_root_id_check CHECK ((parent_id IS NULL) = (id = root_id)),
  CONSTRAINT organizations_parent_id_id_check CHECK (parent_id <> id),
  -- Lets a unit prove that its parent, and a member that their unit, belongs to the same organization.
  CONSTRAINT organizations_id_root_id_key UNIQUE (id, root_id),
  -- No unit disappears while units are below it: a subtree is deleted by one statement.
  CONSTRAINT organizations_parent_id_root_id_fkey FOREIGN KEY (parent_id, root_id) REFERENCES organizations (id, root_id)
);

CREATE UNIQUE INDEX organizations_slug_idx ON organizations (slug) WHERE parent_id IS NULL;
CREATE UNIQUE INDEX organizations_parent_id_slug_idx ON organizations (parent_id, slug) WHERE parent_id IS NOT NULL;

-- The units below one, page by page.
CREATE INDEX organizations_parent_id_root_id_id_idx ON organizations (parent_id, root_id, id);

-- The units of an organization, and the organizations themselves, page by page.
CREATE INDEX organizations_root_id_id_idx ON organizations (root_id, id);
CREATE INDEX organizations_id_idx ON organizations (id) WHERE parent_id IS NULL;

CREATE TABLE organization_members (
  unit_id uuid NOT NULL,
  user_id uuid NOT NULL,
  root_id uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT organization_members_pkey PRIMARY KEY (unit_id, user_id),
  CONSTRAINT organization_members_unit_id_root_id_fkey FOREIGN KEY (unit_id, root_id)
    REFERENCES organizations (id, root_id) ON DELETE CASCADE,
  CONSTRAINT organization_members_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX organization_members_unit_id_root_id_idx ON organization_members (unit_id, root_id);
CREATE INDEX organization_members_user_id_root_id_unit_id_idx ON organization_members (user_id, root_id, unit_id);
CREATE INDEX organization_members_root_id_user_id_idx ON organization_members (root_id, user_id);

-- Who manages an organization: members of its root.
CREATE TABLE organization_owners (
  organization_id uuid NOT NULL,
  user_id uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT organization_owners_pkey PRIMARY KEY (organization_id, user_id),
  CONSTRAINT organization_owners_organization_id_user_id_fkey FOREIGN KEY (organization_id, user_id)
    REFERENCES organization_members (unit_id, user_id) ON DELETE CASCADE
);

CREATE INDEX organization_owners_user_id_idx ON organization_owners (user_id);

-- Roles that are held at a unit. Not in user_service_roles: a release that does not know units would count them everywhere.
CREATE TABLE unit_roles (
  id uuid PRIMARY KEY,
  unit_id uuid NOT NULL,
  root_id uuid NOT NULL,
  service_id uuid NOT NULL,
  role_id uuid NOT NULL,
  -- Null: the unit holds it, and so every member of it and of the units below it.
  user_id uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT unit_roles_unit_id_root_id_fkey FOREIGN KEY (unit_id, root_id)
    REFERENCES organizations (id, root_id) ON DELETE CASCADE,
  CONSTRAINT unit_roles_role_id_service_id_fkey FOREIGN KEY (role_id, service_id)
    REFERENCES roles (id, service_id) ON DELETE CASCADE,
  CONSTRAINT unit_roles_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE UNIQUE INDEX unit_roles_user_id_unit_id_role_id_idx ON unit_roles (user_id, unit_id, role_id) WHERE user_id IS NOT NULL;
CREATE UNIQUE INDEX unit_roles_unit_id_role_id_idx ON unit_roles (unit_id, role_id) WHERE user_id IS NULL;

-- The roles at a unit page by page, the holders of a role, and what a user holds in an organization.
CREATE INDEX unit_roles_unit_id_root_id_id_idx ON unit_roles (unit_id, root_id, id);
CREATE INDEX unit_roles_role_id_service_id_idx ON unit_roles (role_id, service_id);
CREATE INDEX unit_roles_user_id_root_id_idx ON unit_roles (user_id, root_id) WHERE user_id IS NOT NULL;
CREATE INDEX unit_roles_service_id_idx ON unit_roles (service_id);
