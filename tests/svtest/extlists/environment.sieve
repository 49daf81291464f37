require ["extlists", "environment"];
if environment :list "name" ":addrbook:default" { keep; }
