DROP TABLE write_probes;
DROP TABLE cleanup_turns;
DROP TABLE installation;
