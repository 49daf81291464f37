require ["extlists", "body"];
if body :list ":addrbook:default" { keep; }
