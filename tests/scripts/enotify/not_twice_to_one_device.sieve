require "enotify";
notify :message "a" "device:phone";
notify :message "b" "device:phone";
notify :message "c" "device:tablet";
keep;
