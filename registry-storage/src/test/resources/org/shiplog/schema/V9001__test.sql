CREATE TABLE migrated_by_the_test (n int PRIMARY KEY);
