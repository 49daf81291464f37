require "redirect-dsn";
redirect :notify "NEVER" "a@there.example";
redirect :ret "hdrs" :notify "delay,FAILURE,Success" "b@there.example";
redirect :notify "SUCCESS" "c@there.example";
redirect :ret "FULL" "d@there.example";
