DELETE FROM services WHERE name_canonical = 'auth_service';
