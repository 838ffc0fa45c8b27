CREATE TABLE user_service_roles (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    service_id uuid NOT NULL,
    role_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT user_service_roles_key UNIQUE (user_id, service_id, role_id),
    CONSTRAINT user_service_roles_role_fkey FOREIGN KEY (role_id, service_id)
        REFERENCES roles (id, service_id) ON DELETE CASCADE
);

CREATE INDEX user_service_roles_role_idx ON user_service_roles (role_id, service_id);
CREATE INDEX user_service_roles_service_idx ON user_service_roles (service_id);
