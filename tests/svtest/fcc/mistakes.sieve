require ["fcc", "vacation", "enotify"];
vacation :fcc ["a", "b"] "Away.";
vacation :fcc "a" :fcc "b" "Away.";
vacation :fcc "Away.";
notify :fcc "a" :specialuse "\\Sent" "mailto:ann@there.example";
notify :fcc "a" :create "mailto:ann@there.example";
if notify_method_capability :fcc "a" "mailto:" "fcc" "yes" { stop; }
discard :fcc "Sent";
vacation :fcc "a	b" "Away.";
