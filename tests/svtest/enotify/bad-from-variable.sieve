require ["enotify", "variables"];
set "who" "nobody at all";
notify :from "${who}" "mailto:a@here.example";
