require ["redirect-dsn", "variables"];
set "when" "FAILURE";
redirect :notify "${when}" "a@there.example";
redirect :ret "${when}" "b@there.example";
