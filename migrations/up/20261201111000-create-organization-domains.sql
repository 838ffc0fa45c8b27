-- A mail domain of an organization, proven by a TXT record.
CREATE TABLE organization_domains (
  id uuid PRIMARY KEY,
  root_id uuid NOT NULL,
  -- Where people of the domain become members; null for the organization itself.
  unit_id uuid,
  domain text NOT NULL,
  token text NOT NULL,
  verified_at timestamptz,
  checked_at timestamptz,
  failing_since timestamptz,
  joins boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT organization_domains_joins_verified_at_check CHECK (NOT joins OR verified_at IS NOT NULL),
  CONSTRAINT organization_domains_root_id_domain_key UNIQUE (root_id, domain),
  CONSTRAINT organization_domains_root_id_fkey FOREIGN KEY (root_id) REFERENCES organizations (id) ON DELETE CASCADE,
  CONSTRAINT organization_domains_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES organizations (id) ON DELETE SET NULL
);

-- One organization proves a domain.
CREATE UNIQUE INDEX organization_domains_domain_idx ON organization_domains (domain) WHERE verified_at IS NOT NULL;

-- The domains of an organization, page by page, those of a unit, and those to be checked.
CREATE INDEX organization_domains_root_id_id_idx ON organization_domains (root_id, id);
CREATE INDEX organization_domains_unit_id_idx ON organization_domains (unit_id);
CREATE INDEX organization_domains_checked_at_idx ON organization_domains (checked_at) WHERE verified_at IS NOT NULL;

-- Who joined an organization by a domain once: who left or was removed does not join again so.
CREATE TABLE organization_domain_joins (
  root_id uuid NOT NULL,
  user_id uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT organization_domain_joins_pkey PRIMARY KEY (root_id, user_id),
  CONSTRAINT organization_domain_joins_root_id_fkey FOREIGN KEY (root_id) REFERENCES organizations (id) ON DELETE CASCADE,
  CONSTRAINT organization_domain_joins_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
);

CREATE INDEX organization_domain_joins_user_id_idx ON organization_domain_joins (user_id);
