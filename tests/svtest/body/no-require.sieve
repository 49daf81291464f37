if body "a" { keep; }
