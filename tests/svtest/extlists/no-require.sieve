if header :list "subject" ":addrbook:default" { keep; }
