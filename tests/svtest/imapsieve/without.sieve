require "environment";
if not environment :contains "imap.cause" "" { discard; }
