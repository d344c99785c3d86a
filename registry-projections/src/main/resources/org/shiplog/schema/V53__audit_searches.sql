-- For every way in which the audit log can be searched an index that begins with what is searched and ends in the log's order: few
-- acts, or none, are found without going through all of them. What these begin with has few different values, so that new rows come
-- to the same few pages of the index.
CREATE INDEX audit_log_operation_idx ON audit_log (operation, op_time, id);
CREATE INDEX audit_log_type_idx ON audit_log (resource_type, op_time, id);
CREATE INDEX audit_log_agent_idx ON audit_log (user_agent, op_time, id);
CREATE INDEX audit_log_refused_idx ON audit_log (op_time, id) WHERE NOT succeeded;
