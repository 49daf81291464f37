require ["fcc", "enotify"];
notify :fcc "Sent" "device:phone";
