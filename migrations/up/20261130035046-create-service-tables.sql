CREATE TABLE services (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  -- The form in which names are compared: `Orders` is no second `orders`.
  name_canonical text NOT NULL,
  description text,
  is_active boolean NOT NULL DEFAULT true,
  -- The scopes that the newest manifest of the service named; NULL: none ever did.
  declared_scopes text[],
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT services_name_canonical_key UNIQUE (name_canonical)
);

CREATE TABLE service_callers (
  -- The service that relies on the scopes, and grants.
  service_id uuid NOT NULL,
  -- The service whose application tokens are admitted there.
  caller_service_id uuid NOT NULL,
  -- Empty: admitted, without any scope.
  scopes text[] NOT NULL DEFAULT '{}',
  -- NULL: an operator, by the command line.
  granted_by uuid,
  granted_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT service_callers_pkey PRIMARY KEY (service_id, caller_service_id),
  CONSTRAINT service_callers_service_id_fkey FOREIGN KEY (service_id) REFERENCES services (id) ON DELETE CASCADE,
  CONSTRAINT service_callers_caller_service_id_fkey FOREIGN KEY (caller_service_id) REFERENCES services (id) ON DELETE CASCADE,
  CONSTRAINT service_callers_service_id_caller_service_id_check CHECK (service_id <> caller_service_id)
);

CREATE INDEX service_callers_caller_service_id_idx ON service_callers (caller_service_id);
