require ["duplicate", "include"];
include "thirty-one";
if anyof (duplicate :handle "" :uniqueid "x", duplicate :uniqueid "x") { discard; }
