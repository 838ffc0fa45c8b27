DROP TABLE sign_in_links;
DROP TABLE devices;
DROP TABLE failed_logins;
