DROP INDEX audit_events_of_request;
DROP INDEX audit_events_about_user;
DROP INDEX audit_events_on_target;
DROP INDEX audit_events_of_actor;
DROP INDEX audit_events_of_type;
DROP INDEX audit_events_in_time;
