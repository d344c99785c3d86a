-- The numbers by which the management API names what people and machines log in with and are given. Never used twice; gaps are
-- of no concern.
CREATE SEQUENCE robot_id AS bigint MINVALUE 1;
CREATE SEQUENCE member_id AS bigint MINVALUE 1;
CREATE SEQUENCE group_id AS bigint MINVALUE 1;
CREATE SEQUENCE label_id AS bigint MINVALUE 1;

-- The first administrator of every registry is number 1.
CREATE SEQUENCE user_id AS bigint MINVALUE 1 START 2;
