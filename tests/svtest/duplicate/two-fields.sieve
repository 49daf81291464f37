require ["duplicate", "include"];
include "thirty-one";
if anyof (duplicate :header "X-One", duplicate :header "X-Two") { discard; }
