-- An address is invited to a unit. Closed rows stay for months: they say who was invited, and what became of it.
CREATE TABLE organization_invitations (
  id uuid PRIMARY KEY,
  unit_id uuid NOT NULL,
  root_id uuid NOT NULL,
  -- As typed, and in the form in which addresses are compared.
  email text NOT NULL,
  email_canonical text NOT NULL,
  token_hash bytea NOT NULL,
  -- Null once the account of the inviter is erased: nobody answers for the invitation any more.
  invited_by uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  sent_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  accepted_at timestamptz,
  accepted_by uuid,
  declined_at timestamptz,
  revoked_at timestamptz,
  CONSTRAINT organization_invitations_token_hash_key UNIQUE (token_hash),
  CONSTRAINT organization_invitations_unit_id_root_id_fkey FOREIGN KEY (unit_id, root_id)
    REFERENCES organizations (id, root_id) ON DELETE CASCADE,
  CONSTRAINT organization_invitations_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES users (id) ON DELETE SET NULL,
  CONSTRAINT organization_invitations_accepted_by_fkey FOREIGN KEY (accepted_by) REFERENCES users (id) ON DELETE SET NULL
);

-- One open invitation of an address to a unit; those of an organization are counted, and those to an address listed.
CREATE UNIQUE INDEX organization_invitations_unit_id_email_canonical_idx ON organization_invitations (unit_id, email_canonical)
  WHERE accepted_at IS NULL AND declined_at IS NULL AND revoked_at IS NULL;
CREATE INDEX organization_invitations_root_id_expires_at_idx ON organization_invitations (root_id, expires_at)
  WHERE accepted_at IS NULL AND declined_at IS NULL AND revoked_at IS NULL;
CREATE INDEX organization_invitations_email_canonical_id_idx ON organization_invitations (email_canonical, id);

CREATE INDEX organization_invitations_unit_id_root_id_id_idx ON organization_invitations (unit_id, root_id, id);
-- Those that ended long ago are deleted.
CREATE INDEX organization_invitations_expires_at_idx ON organization_invitations (expires_at);

CREATE INDEX organization_invitations_invited_by_idx ON organization_invitations (invited_by);
CREATE INDEX organization_invitations_accepted_by_idx ON organization_invitations (accepted_by);

-- What the invited person gets at the unit. A deleted role is not given any more.
CREATE TABLE organization_invitation_roles (
  invitation_id uuid NOT NULL,
  role_id uuid NOT NULL,
  CONSTRAINT organization_invitation_roles_pkey PRIMARY KEY (invitation_id, role_id),
  CONSTRAINT organization_invitation_roles_invitation_id_fkey FOREIGN KEY (invitation_id)
    REFERENCES organization_invitations (id) ON DELETE CASCADE,
  CONSTRAINT organization_invitation_roles_role_id_fkey FOREIGN KEY (role_id) REFERENCES roles (id) ON DELETE CASCADE
);

CREATE INDEX organization_invitation_roles_role_id_idx ON organization_invitation_roles (role_id);
