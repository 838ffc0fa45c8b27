DROP TABLE session_codes;
DROP TABLE browser_sessions;
