require ["duplicate", "include"];
include "thirty-one";
if anyof (duplicate :handle "a" :uniqueid "x", duplicate :header "X-One" :handle "a") { discard; }
