CREATE TABLE service_callers (
    -- The service that relies on the scopes, and grants.
    service_id uuid NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    -- The service whose application tokens are let in there.
    caller_service_id uuid NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    -- Empty: let in, without any scope.
    scopes text[] NOT NULL DEFAULT '{}',
    -- NULL: an operator, by the command line.
    granted_by uuid,
    granted_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT service_callers_pkey PRIMARY KEY (service_id, caller_service_id),
    CONSTRAINT service_callers_of_another CHECK (service_id <> caller_service_id)
);

-- What goes when the caller is deleted.
CREATE INDEX service_callers_caller ON service_callers (caller_service_id);
