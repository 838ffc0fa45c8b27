DROP TABLE account_merges;
