DROP TABLE upkeep_turns;
