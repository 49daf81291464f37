require "redirect-dsn";
redirect :ret "FULL" :ret "HDRS" "a@there.example";
keep :notify "NEVER";
discard :ret "FULL";
