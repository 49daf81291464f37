require "redirect-dsn";
redirect :notify "NEVER,FAILURE" "a@there.example";
redirect :notify "FAILURE, DELAY" "a@there.example";
redirect :notify "" "a@there.example";
redirect :notify "FAILURE," "a@there.example";
redirect :notify "RELAYED" "a@there.example";
redirect :ret "ALL" "a@there.example";
redirect :ret "" "a@there.example";
