DROP TABLE write_probes;
DROP TABLE upkeep_turns;
DROP TABLE installation;
