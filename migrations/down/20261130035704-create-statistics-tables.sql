DROP TRIGGER users_are_counted ON users;
DROP FUNCTION count_new_accounts();
DROP TABLE new_accounts_by_day;
DROP TABLE active_users_by_day;
DROP TABLE active_sessions_by_day;
DROP TABLE daily_statistics;
