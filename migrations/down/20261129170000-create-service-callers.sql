DROP TABLE service_callers;
