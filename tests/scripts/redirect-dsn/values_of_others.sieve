require "redirect-dsn";
redirect :notify "NEVER,DELAY" :ret "SOME" "elsewhere@example.com";
