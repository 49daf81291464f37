require ["duplicate", "include", "variables"];
include "thirty-one";
if anyof (duplicate, duplicate :header "message-ID") { discard; }
if header :matches "Message-ID" "*" { if duplicate :uniqueid "${0}" { discard; } }
