require ["enotify", "variables"];
set :encodeurl "body_param" "Safe body&evil=evilbody";
notify :message "m" "mailto:tim@example.com?body=${body_param}";
