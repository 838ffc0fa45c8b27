CREATE TABLE permissions (
  id uuid PRIMARY KEY,
  service_id uuid NOT NULL,
  name text NOT NULL,
  -- As in `services`. Where an import brought a second name of one form, its id follows the form.
  name_canonical text NOT NULL,
  description text,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- For look-ups by the exact name.
  CONSTRAINT permissions_service_id_name_key UNIQUE (service_id, name),
  CONSTRAINT permissions_service_id_name_canonical_key UNIQUE (service_id, name_canonical),
  CONSTRAINT permissions_service_id_fkey FOREIGN KEY (service_id) REFERENCES services (id) ON DELETE CASCADE
);

-- The permissions of a service page by page.
CREATE INDEX permissions_service_id_id_idx ON permissions (service_id, id);

CREATE TABLE roles (
  id uuid PRIMARY KEY,
  service_id uuid NOT NULL,
  name text NOT NULL,
  name_canonical text NOT NULL,
  description text,
  is_default boolean NOT NULL DEFAULT false,
  -- Holds every permission of its service, those made later too.
  holds_all boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT roles_service_id_name_canonical_key UNIQUE (service_id, name_canonical),
  -- Lets an assignment prove that its role belongs to its service.
  CONSTRAINT roles_id_service_id_key UNIQUE (id, service_id),
  CONSTRAINT roles_service_id_fkey FOREIGN KEY (service_id) REFERENCES services (id) ON DELETE CASCADE
);

-- The roles of a service page by page.
CREATE INDEX roles_service_id_id_idx ON roles (service_id, id);

-- A new permission of a service goes to the roles that hold all of them.
CREATE INDEX roles_service_id_idx ON roles (service_id) WHERE holds_all;

CREATE TABLE role_permissions (
  role_id uuid NOT NULL,
  permission_id uuid NOT NULL,
  CONSTRAINT role_permissions_pkey PRIMARY KEY (role_id, permission_id),
  CONSTRAINT role_permissions_role_id_fkey FOREIGN KEY (role_id) REFERENCES roles (id) ON DELETE CASCADE,
  CONSTRAINT role_permissions_permission_id_fkey FOREIGN KEY (permission_id) REFERENCES permissions (id) ON DELETE CASCADE
);

CREATE INDEX role_permissions_permission_id_idx ON role_permissions (permission_id);

CREATE TABLE user_service_roles (
  id uuid PRIMARY KEY,
  user_id uuid NOT NULL,
  service_id uuid NOT NULL,
  role_id uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT user_service_roles_user_id_service_id_role_id_key UNIQUE (user_id, service_id, role_id),
  CONSTRAINT user_service_roles_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE,
  CONSTRAINT user_service_roles_role_id_service_id_fkey FOREIGN KEY (role_id, service_id)
    REFERENCES roles (id, service_id) ON DELETE CASCADE
);

CREATE INDEX user_service_roles_role_id_service_id_idx ON user_service_roles (role_id, service_id);
CREATE INDEX user_service_roles_service_id_idx ON user_service_roles (service_id);

-- The holders of a role page by page, however many they are.
CREATE INDEX user_service_roles_role_id_user_id_idx ON user_service_roles (role_id, user_id);

-- The roles of a user in a service page by page.
CREATE INDEX user_service_roles_user_id_service_id_id_idx ON user_service_roles (user_id, service_id, id);
