require ["enotify", "fileinto"];
if notify_method_capability "device:phone" "Online" "yes" { fileinto "phone"; }
if notify_method_capability "device:lost" "online" "no" { fileinto "lost"; }
if notify_method_capability "mailto:a@b.example" "online" "maybe" { fileinto "mail"; }
if notify_method_capability "xmpp:a@b" "online" ["yes", "no", "maybe"] { discard; }
if notify_method_capability :matches "device:phone" "colour" "*" { discard; }
