DROP TABLE service_callers;
DROP TABLE services;
