DROP TABLE sign_in_links;
DROP TABLE devices;
DROP TABLE password_guesses;
