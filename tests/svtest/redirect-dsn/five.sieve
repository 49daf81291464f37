require "redirect-dsn";
redirect :notify "NEVER" "a@there.example";
redirect :notify "NEVER" "b@there.example";
redirect :notify "NEVER" "c@there.example";
redirect :notify "NEVER" "d@there.example";
redirect :notify "NEVER" "e@there.example";
