require ["enotify", "variables"];
if header :matches "x-notify" "*" { set "who" "mailto:${1}"; }
notify "${who}";
