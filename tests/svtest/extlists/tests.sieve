require ["extlists", "imap4flags", "enotify"];
if header :list :is "subject" ":addrbook:default" { keep; }
if header :list :comparator "i;ascii-casemap" "subject" ":addrbook:default" { keep; }
if hasflag :list ":addrbook:default" { keep; }
if exists :list "subject" { keep; }
if notify_method_capability :list "mailto:" "online" ":addrbook:default" { keep; }
