require "enotify";
notify "xmpp:ann@im.example";
