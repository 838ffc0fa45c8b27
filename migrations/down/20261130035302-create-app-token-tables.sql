DROP TABLE app_token_usage;
DROP TABLE app_tokens;
