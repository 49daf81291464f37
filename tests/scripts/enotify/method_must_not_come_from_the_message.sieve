require ["enotify", "variables"];
if header :matches "X-Notify" "*" { set "who" "mailto:${1}"; }
if valid_notify_method "${who}" { discard; }
notify "${who}";
