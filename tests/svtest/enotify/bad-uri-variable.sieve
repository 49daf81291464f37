require ["enotify", "variables"];
set "uri" "mailto:nobody";
notify "${uri}";
