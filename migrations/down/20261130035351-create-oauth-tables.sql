DROP TABLE account_merges;
DROP TABLE oauth_used_states;
DROP TABLE oauth_codes;
DROP TABLE identities;
