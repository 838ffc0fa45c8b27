DROP TABLE organization_domain_joins;
DROP TABLE organization_domains;
