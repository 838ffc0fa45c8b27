CREATE TABLE roles (
    id uuid PRIMARY KEY,
    service_id uuid NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    name text NOT NULL,
    name_canonical text NOT NULL,
    description text,
    is_default boolean NOT NULL DEFAULT false,
    -- Holds every permission of its service, those made later too.
    holds_all boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT roles_name_key UNIQUE (service_id, name_canonical),
    -- Lets an assignment prove that its role belongs to its service.
    CONSTRAINT roles_service_key UNIQUE (id, service_id)
);

CREATE TABLE role_permissions (
    role_id uuid NOT NULL REFERENCES roles (id) ON DELETE CASCADE,
    permission_id uuid NOT NULL REFERENCES permissions (id) ON DELETE CASCADE,
    PRIMARY KEY (role_id, permission_id)
);

CREATE INDEX role_permissions_permission_idx ON role_permissions (permission_id);
