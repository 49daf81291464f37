require "enotify";
if not valid_notify_method ["mailto:a@b.example", "device:phone", "device:my%20tablet"] { discard; }
if valid_notify_method "xmpp:ann@im.example" { discard; }
if anyof (valid_notify_method "mailto:", valid_notify_method "device:", valid_notify_method "mailto:a@b?x=%0Ay") { discard; }
notify "xmpp:ann@im.example";
