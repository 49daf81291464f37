require "enotify";
notify :options "nothing" "mailto:dora@here.example";
