CREATE TABLE services (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    name_canonical text NOT NULL,
    description text,
    is_active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT services_name_key UNIQUE (name_canonical)
);
