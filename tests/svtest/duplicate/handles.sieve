require ["duplicate", "include"];
include "thirty-one";
if anyof (duplicate :handle "a" :uniqueid "x", duplicate :handle "b" :uniqueid "x") { discard; }
