require "imap4flags";
setflag "mine" "\\Seen";
