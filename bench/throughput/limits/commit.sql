INSERT INTO bench_session (secret, expires_at) VALUES (md5(random()::text || clock_timestamp()::text), now() + interval '30 days');
